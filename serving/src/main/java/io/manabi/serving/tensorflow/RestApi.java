package io.manabi.serving.tensorflow;

import io.manabi.prediction.Lease;
import io.manabi.prediction.ModelReference;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.codec.AnswerEncoder;
import io.manabi.serving.codec.DecodedRequest;
import io.manabi.serving.codec.RequestDecoder;
import io.manabi.serving.http.Answer;
import io.manabi.serving.http.ApiRequest;
import io.manabi.serving.http.Attempt;
import io.manabi.serving.http.HttpApi;
import io.manabi.serving.http.ModelRequest;
import io.manabi.serving.http.PathPart;
import io.manabi.serving.http.RequestMeters;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * TensorFlow Serving's REST API: predict, classify, regress, the status of models and their
 * metadata.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest">RESTful API</a>
 */
public final class RestApi implements HttpApi {
  private static final String VERSION = "(?:(?:/versions/(\\d+))|(?:/labels/([^/:?]+)))?";
  private static final Pattern CALL =
      Pattern.compile(
          "/v1/models/([^/:?]+)" + VERSION + ":(classify|regress|predict)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LOOK =
      Pattern.compile(
          "/v1/models(?:/([^/:?]+))?" + VERSION + "(?:/(metadata))?", Pattern.CASE_INSENSITIVE);

  private final ServedModels models;
  private final RequestMeters meters;
  private final RequestDecoder decoder;
  private final ExamplesJson examplesJson;

  /**
   * The API of these models.
   *
   * @param jsonDepth how deep the JSON of requests may be nested
   */
  public RestApi(ServedModels models, RequestMeters meters, int jsonDepth) {
    this.decoder = new RequestDecoder(jsonDepth);
    this.examplesJson = new ExamplesJson(jsonDepth);
    this.models = models;
    this.meters = meters;
  }

  @Override
  public CompletableFuture<Answer> answer(ApiRequest request) {
    return Attempt.of(() -> dispatch(request)).exceptionally(Answer::failed);
  }

  private CompletableFuture<Answer> dispatch(ApiRequest request) {
    Matcher asked = CALL.matcher(request.path());
    if (request.method().equals("POST") && asked.matches()) {
      String api = asked.group(4).toLowerCase(Locale.ROOT);
      ModelReference reference = reference(asked);
      return meters.measure(
          reference.model(),
          api,
          "rest",
          () -> models.lease(reference),
          call -> call(call, api, request));
    }
    Matcher look = LOOK.matcher(request.path());
    if (request.method().equals("GET") && look.matches()) {
      return CompletableFuture.completedFuture(look(look));
    }
    throw PredictionFailure.invalid(
        "Malformed request: " + request.method() + " " + request.path());
  }

  private CompletableFuture<Answer> call(ModelRequest call, String verb, ApiRequest request) {
    Lease lease = call.lease();
    if (verb.equals("predict")) {
      DecodedRequest decoded = call.decode(() -> decoder.decode(request.body(), lease::signature));
      return lease
          .predict(decoded.signature().name(), decoded.inputs(), List.of(), request.deadline())
          .thenApply(
              outputs ->
                  call.encode(() -> Answer.ok(AnswerEncoder.encode(outputs, decoded.layout()))));
    }
    ExamplesJson.Request examples = call.decode(() -> examplesJson.read(request.body()));
    return verb.equals("classify")
        ? Examples.classify(lease, examples.signatureName(), examples.input(), request.deadline())
            .thenApply(result -> call.encode(() -> Answer.ok(ExamplesJson.write(result))))
        : Examples.regress(lease, examples.signatureName(), examples.input(), request.deadline())
            .thenApply(result -> call.encode(() -> Answer.ok(ExamplesJson.write(result))));
  }

  private Answer look(Matcher look) {
    if (look.group(1) == null) {
      throw PredictionFailure.invalid("Missing model name in request.");
    }
    String model = decoded(look.group(1));
    if (look.group(4) != null) {
      try (Lease lease = models.lease(reference(look))) {
        return Answer.ok(ModelMessages.metadataJson(model, lease));
      }
    }
    @Nullable String label = look.group(3);
    OptionalLong version =
        label == null ? number(look) : OptionalLong.of(models.labelled(model, decoded(label)));
    return Answer.ok(ModelMessages.json(ModelMessages.status(models, model, version)) + "\n");
  }

  private static ModelReference reference(Matcher matcher) {
    String model = decoded(matcher.group(1));
    @Nullable String label = matcher.group(3);
    return label == null
        ? ModelReference.numbered(model, number(matcher))
        : new ModelReference(model, new ModelReference.Label(decoded(label)));
  }

  private static OptionalLong number(Matcher matcher) {
    @Nullable String number = matcher.group(2);
    try {
      return number == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(number));
    } catch (NumberFormatException e) {
      throw PredictionFailure.invalid("Failed to convert version: " + number + " to numeric.");
    }
  }

  private static String decoded(String pathPart) {
    try {
      return PathPart.decode(pathPart);
    } catch (IllegalArgumentException e) {
      throw PredictionFailure.invalid("Malformed request: " + pathPart + " is not percent-encoded");
    }
  }
}
