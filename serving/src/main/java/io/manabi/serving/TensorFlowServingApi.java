package io.manabi.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.serving.codec.AnswerEncoder;
import io.manabi.serving.codec.PredictRequest;
import io.manabi.serving.codec.RequestDecoder;
import io.manabi.serving.codec.RequestFailure;
import io.manabi.serving.codec.RequestStatus;
import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * TensorFlow Serving's REST API: predict, the status of models and their metadata.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest">RESTful API</a>
 */
final class TensorFlowServingApi implements PredictionApi {
  private static final String VERSION = "(?:(?:/versions/(\\d+))|(?:/labels/([^/:]+)))?";
  private static final Pattern CALL =
      Pattern.compile(
          "/v1/models/([^/:]+)" + VERSION + ":(classify|regress|predict)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LOOK =
      Pattern.compile(
          "/v1/models(?:/([^/:]+))?" + VERSION + "(?:/(metadata))?", Pattern.CASE_INSENSITIVE);

  private final ServedModels models;

  TensorFlowServingApi(ServedModels models) {
    this.models = models;
  }

  @Override
  public Answer answer(String method, String path, byte[] body) {
    try {
      Matcher call = CALL.matcher(path);
      if (method.equals("POST") && call.matches()) {
        return call(call, body);
      }
      Matcher look = LOOK.matcher(path);
      if (method.equals("GET") && look.matches()) {
        return look(look);
      }
      throw RequestFailure.invalid("Malformed request: " + method + " " + path);
    } catch (RequestFailure e) {
      return Answer.error(e.status().httpCode(), e.getMessage());
    }
  }

  private Answer call(Matcher call, byte[] body) {
    String verb = call.group(4).toLowerCase(Locale.ROOT);
    if (!verb.equals("predict")) {
      throw new RequestFailure(
          RequestStatus.UNIMPLEMENTED, "Method " + verb + " is not supported; use predict");
    }
    try (Lease lease = lease(decoded(call.group(1)), versionOf(call))) {
      PredictRequest request = RequestDecoder.decode(body, lease::signature);
      request.checkShapes();
      return Answer.ok(AnswerEncoder.encode(lease.run(request), request.layout()));
    }
  }

  private Answer look(Matcher look) {
    if (look.group(1) == null) {
      throw RequestFailure.invalid("Missing model name in request.");
    }
    String model = decoded(look.group(1));
    OptionalLong version = versionOf(look);
    if (look.group(4) != null) {
      try (Lease lease = lease(model, version)) {
        return Answer.ok(ModelDescription.metadata(model, lease.number(), lease.metaGraph()));
      }
    }
    List<VersionStatus> statuses =
        models.statuses(model).stream()
            .filter(status -> version.isEmpty() || status.number() == version.getAsLong())
            .toList();
    if (statuses.isEmpty()) {
      throw new RequestFailure(
          RequestStatus.NOT_FOUND,
          version.isEmpty()
              ? "Could not find any versions of model " + model
              : "Could not find version " + version.getAsLong() + " of model " + model);
    }
    return Answer.ok(ModelDescription.status(statuses));
  }

  private Lease lease(String model, OptionalLong version) {
    Optional<Lease> lease =
        version.isEmpty()
            ? models.lease(model, ServedModel::leaseLatest)
            : models.lease(model, served -> served.leaseNumber(version.getAsLong()));
    return lease.orElseThrow(
        () ->
            new RequestFailure(
                RequestStatus.NOT_FOUND,
                "Servable not found for request: "
                    + (version.isEmpty()
                        ? "Latest(" + model + ")"
                        : "Specific(" + model + ", " + version.getAsLong() + ")")));
  }

  private static OptionalLong versionOf(Matcher matcher) {
    @Nullable String label = matcher.group(3);
    if (label != null) {
      throw RequestFailure.invalid("Unrecognized servable version label: " + decoded(label));
    }
    @Nullable String number = matcher.group(2);
    try {
      return number == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(number));
    } catch (NumberFormatException e) {
      throw RequestFailure.invalid("Failed to convert version: " + number + " to numeric.");
    }
  }

  private static String decoded(String pathPart) {
    try {
      // A plus is a plus in a path; only in a query would it be a space.
      return URLDecoder.decode(pathPart.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw RequestFailure.invalid("Malformed request: " + pathPart + " is not percent-encoded");
    }
  }
}
