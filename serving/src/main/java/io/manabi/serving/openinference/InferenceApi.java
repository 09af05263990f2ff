package io.manabi.serving.openinference;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import io.manabi.prediction.Lease;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.TensorSpec;
import io.manabi.serving.codec.JsonOutput;
import io.manabi.serving.http.Answer;
import io.manabi.serving.http.ApiRequest;
import io.manabi.serving.http.Attempt;
import io.manabi.serving.http.HttpApi;
import io.manabi.serving.http.ModelRequest;
import io.manabi.serving.http.RequestMeters;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.error.Code;

/**
 * The protocol over REST, with Triton's extension for binary data.
 *
 * @see <a
 *     href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">Open
 *     Inference Protocol, REST</a>
 */
public final class InferenceApi implements HttpApi {
  private static final Pattern MODEL =
      Pattern.compile("/v2/models/([^/]+)(?:/versions/([^/]+))?(?:/(ready|infer))?");
  static final String HEADER_LENGTH = "inference-header-content-length";

  private final Models models;
  private final String version;
  private final RequestMeters meters;
  private final JsonFactory json;

  /**
   * The API of these models.
   *
   * @param version of the server, to be told
   * @param jsonDepth how deep the JSON of requests may be nested
   */
  public InferenceApi(ServedModels models, String version, RequestMeters meters, int jsonDepth) {
    this.json = InferRequest.json(jsonDepth);
    this.models = new Models(models);
    this.version = version;
    this.meters = meters;
  }

  @Override
  public CompletableFuture<Answer> answer(ApiRequest request) {
    return Attempt.of(() -> dispatch(request)).exceptionally(Answer::failed);
  }

  private CompletableFuture<Answer> dispatch(ApiRequest request) {
    Matcher model = MODEL.matcher(request.path());
    if (request.method().equals("POST") && model.matches() && "infer".equals(model.group(3))) {
      return infer(request, model.group(1), versionOf(model));
    }
    if (!request.method().equals("GET")) {
      throw unknown(request);
    }
    return CompletableFuture.completedFuture(
        switch (request.path()) {
          case "/v2", "/v2/" -> server();
          case "/v2/health/live" -> health("live", true);
          case "/v2/health/ready" -> health("ready", models.areReady());
          default -> {
            if (!model.matches() || "infer".equals(model.group(3))) {
              throw unknown(request);
            }
            yield model.group(3) == null
                ? metadata(model.group(1), versionOf(model))
                : ready(model.group(1), versionOf(model));
          }
        });
  }

  private static PredictionFailure unknown(ApiRequest request) {
    return new PredictionFailure(
        Code.NOT_FOUND, "There is no method " + request.method() + " " + request.path());
  }

  private static String versionOf(Matcher model) {
    @Nullable String version = model.group(2);
    return version == null ? "" : version;
  }

  private Answer server() {
    return Answer.ok(
        new JsonOutput()
            .text("{\"name\": ")
            .string(Models.SERVER)
            .text(", \"version\": ")
            .string(version)
            .text(", \"extensions\": [")
            .string(String.join(",", Models.EXTENSIONS))
            .text("]}")
            .toBytes());
  }

  /** Who only looks at the status is answered as well. */
  private static Answer health(String what, boolean good) {
    byte[] json = ("{\"" + what + "\": " + good + "}").getBytes(US_ASCII);
    return new Answer(good ? 200 : 503, Map.of(), json);
  }

  private Answer ready(String model, String modelVersion) {
    boolean ready = models.isReady(model, modelVersion);
    byte[] json =
        new JsonOutput()
            .text("{\"name\": ")
            .string(model)
            .text(", \"ready\": " + ready + "}")
            .toBytes();
    return new Answer(ready ? 200 : 503, Map.of(), json);
  }

  private Answer metadata(String model, String modelVersion) {
    try (Lease lease = models.lease(model, modelVersion)) {
      Signature signature = Models.signature(lease, "");
      JsonOutput json =
          new JsonOutput().text("{\"name\": ").string(model).text(", \"versions\": [");
      String separator = "";
      for (String each : models.versions(model)) {
        json.text(separator).string(each);
        separator = ", ";
      }
      json.text("], \"platform\": ").string(Models.PLATFORM).text(", \"inputs\": ");
      describe(json, signature.inputs().values());
      json.text(", \"outputs\": ");
      describe(json, signature.outputs().values());
      return Answer.ok(json.text('}').toBytes());
    }
  }

  private static void describe(JsonOutput json, Collection<TensorSpec> specs) {
    String separator = "[";
    for (TensorSpec spec : specs) {
      json.text(separator).text("{\"name\": ").string(spec.name());
      json.text(", \"datatype\": ").string(Datatypes.describe(spec.type()));
      json.text(
          ", \"shape\": " + (spec.shape().isUnknown() ? "[]" : TensorSpec.nameOf(spec.shape())));
      json.text('}');
      separator = ", ";
    }
    json.text(specs.isEmpty() ? "[]" : "]");
  }

  private CompletableFuture<Answer> infer(ApiRequest request, String model, String modelVersion) {
    return meters.measure(
        model,
        "infer",
        "rest",
        () -> models.lease(model, modelVersion),
        call -> infer(call, request, model));
  }

  private CompletableFuture<Answer> infer(ModelRequest call, ApiRequest request, String model) {
    String length = request.headers().getOrDefault(HEADER_LENGTH, "" + request.body().length);
    InferRequest infer =
        call.decode(
            () ->
                InferRequest.read(
                    json,
                    request.body(),
                    length.matches("\\d{1,9}") ? Integer.parseInt(length) : -1));
    Lease lease = call.lease();
    Signature signature = Models.signature(lease, infer.signatureName());
    return lease
        .predict(signature.name(), infer.inputs(), infer.outputs(), request.deadline())
        .thenApply(
            outputs -> call.encode(() -> InferAnswer.write(infer, model, lease.number(), outputs)));
  }
}
