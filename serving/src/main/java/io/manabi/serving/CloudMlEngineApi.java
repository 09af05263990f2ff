package io.manabi.serving;

import io.manabi.serving.codec.AnswerEncoder;
import io.manabi.serving.codec.AnswerLayout;
import io.manabi.serving.codec.PredictRequest;
import io.manabi.serving.codec.RequestDecoder;
import io.manabi.serving.codec.RequestFailure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Online prediction of Cloud ML Engine v1. Any project answers: the server belongs to one user. A
 * prediction is all or nothing; each has the outputs by name.
 *
 * @see <a href="https://cloud.google.com/ml-engine/docs/v1/predict-request">Prediction request
 *     details</a>
 */
final class CloudMlEngineApi implements PredictionApi {
  private static final Pattern PREDICT =
      Pattern.compile("/v1/(projects/[^/:]+/models/([^/:]+)(?:/versions/([^/:]+))?):predict");

  private final ServedModels models;

  CloudMlEngineApi(ServedModels models) {
    this.models = models;
  }

  @Override
  public Answer answer(String method, String path, byte[] body) {
    Matcher predict = PREDICT.matcher(path);
    if (!method.equals("POST") || !predict.matches()) {
      return notFound(
          "There is no method "
              + method
              + " "
              + path
              + "; there is only POST"
              + " /v1/projects/{project}/models/{model}[/versions/{version}]:predict.");
    }
    try (@Nullable Lease lease = lease(predict).orElse(null)) {
      return lease == null
          ? notFound("The model resource \"" + predict.group(1) + "\" was not found.")
          : predict(lease, body);
    }
  }

  private Optional<Lease> lease(Matcher predict) {
    @Nullable String version = predict.group(3);
    return models.lease(
        predict.group(2),
        served -> version == null ? served.leaseDefault() : served.leaseNamed(version));
  }

  private static Answer predict(Lease lease, byte[] body) {
    try {
      PredictRequest request = RequestDecoder.decode(body, lease::signature);
      if (request.layout() != AnswerLayout.ROWS) {
        throw RequestFailure.invalid("Missing 'instances' key");
      }
      request.checkShapes();
      return Answer.ok(AnswerEncoder.encode(lease.run(request), AnswerLayout.NAMED_ROWS));
    } catch (RequestFailure e) {
      return Answer.error(e.status().httpCode(), "Prediction failed: " + e.getMessage());
    }
  }

  private static Answer notFound(String message) {
    return Answer.googleError(404, "NOT_FOUND", message);
  }
}
