package io.manabi.serving.cloudml;

import io.manabi.prediction.ModelReference;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.codec.AnswerEncoder;
import io.manabi.serving.codec.AnswerLayout;
import io.manabi.serving.codec.DecodedRequest;
import io.manabi.serving.codec.RequestDecoder;
import io.manabi.serving.http.Answer;
import io.manabi.serving.http.ApiRequest;
import io.manabi.serving.http.HttpApi;
import io.manabi.serving.http.HttpCodes;
import io.manabi.serving.http.ModelRequest;
import io.manabi.serving.http.RequestMeters;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Online prediction of Cloud ML Engine v1. A model of a project is the served one that is called
 * {@code PROJECT.MODEL}, as {@code manabi up} calls them; if there is none, it is the one called
 * {@code MODEL}, whatever the project. A prediction is all or nothing; each has the outputs by
 * name.
 *
 * @see <a href="https://cloud.google.com/ml-engine/docs/v1/predict-request">Prediction request
 *     details</a>
 */
public final class CloudMlEngineApi implements HttpApi {
  /** Google's clients say {@code alt=json}, and keys may stand in the query. */
  private static final Pattern PREDICT =
      Pattern.compile(
          "/v1/(projects/([^/:]+)/models/([^/:]+)(?:/versions/([^/:]+))?):predict(?:\\?.*)?");

  private final ServedModels models;
  private final RequestMeters meters;
  private final RequestDecoder decoder;

  /**
   * The API of these models.
   *
   * @param jsonDepth how deep the JSON of requests may be nested
   */
  public CloudMlEngineApi(ServedModels models, RequestMeters meters, int jsonDepth) {
    this.decoder = new RequestDecoder(jsonDepth);
    this.models = models;
    this.meters = meters;
  }

  @Override
  public CompletableFuture<Answer> answer(ApiRequest request) {
    Matcher predict = PREDICT.matcher(request.path());
    if (!request.method().equals("POST") || !predict.matches()) {
      return CompletableFuture.completedFuture(
          notFound(
              "There is no method "
                  + request.method()
                  + " "
                  + request.path()
                  + "; there is only POST"
                  + " /v1/projects/{project}/models/{model}[/versions/{version}]:predict."));
    }
    String model = servedName(models, predict.group(2), predict.group(3));
    try {
      return meters
          .measure(
              model,
              "predict",
              "rest",
              () -> models.lease(reference(model, predict.group(4))),
              call -> predict(call, request))
          .exceptionally(CloudMlEngineApi::failed);
    } catch (PredictionFailure e) {
      return CompletableFuture.completedFuture(
          notFound("The model resource \"" + predict.group(1) + "\" was not found."));
    }
  }

  /**
   * The served model that a path means.
   *
   * @param project as it stands in the path
   * @param model as well
   */
  public static String servedName(ServedModels models, String project, String model) {
    String ofProject = project + "." + model;
    return models.has(ofProject) ? ofProject : model;
  }

  private static ModelReference reference(String model, @Nullable String version) {
    return new ModelReference(
        model, version == null ? new ModelReference.Default() : new ModelReference.Named(version));
  }

  private CompletableFuture<Answer> predict(ModelRequest call, ApiRequest request) {
    DecodedRequest decoded =
        call.decode(() -> decoder.decode(request.body(), call.lease()::signature));
    if (decoded.layout() != AnswerLayout.ROWS) {
      throw PredictionFailure.invalid("Missing 'instances' key");
    }
    return call.lease()
        .predict(decoded.signature().name(), decoded.inputs(), List.of(), request.deadline())
        .thenApply(
            outputs ->
                call.encode(
                    () -> Answer.ok(AnswerEncoder.encode(outputs, AnswerLayout.NAMED_ROWS))));
  }

  private static Answer failed(Throwable e) {
    PredictionFailure failure = HttpCodes.failure(e);
    return Answer.error(HttpCodes.of(failure.code()), "Prediction failed: " + failure.getMessage());
  }

  private static Answer notFound(String message) {
    return Answer.googleError(404, "NOT_FOUND", message);
  }
}
