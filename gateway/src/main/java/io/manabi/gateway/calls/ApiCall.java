package io.manabi.gateway.calls;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.manabi.gateway.answers.ClassifyAnswer;
import io.manabi.gateway.answers.InferAnswer;
import io.manabi.gateway.answers.MultiAnswer;
import io.manabi.gateway.answers.PredictAnswer;
import io.manabi.gateway.answers.RegressAnswer;
import java.util.Map;
import java.util.Optional;

/**
 * What a request asks for, as far as its method and path tell.
 *
 * @param work what it does
 * @param path the model that the path names, if it is one of REST and names one
 * @param messages where its message names models, if it is one of gRPC
 * @param answer an empty message of what answers it, if it is a prediction of gRPC
 */
public record ApiCall(Work work, Optional<ModelPath> path, MessageKind messages, Message answer) {

  /** What calls do, and with that whether they may be made twice. */
  public enum Work {
    /** One request, one answer of a model; it changes nothing. */
    PREDICTION,
    /** One request, one answer about a version, such as its signatures; it changes nothing. */
    DESCRIPTION,
    /** One request, one answer about what else there is; it changes nothing. */
    LOOK,
    /** It is not known what asking twice does, or the call is a stream. */
    OTHER
  }

  private static final String PREDICTION_SERVICE = "/tensorflow.serving.PredictionService/";
  private static final String MODEL_SERVICE = "/tensorflow.serving.ModelService/";
  private static final String INFERENCE_SERVICE = "/inference.GRPCInferenceService/";

  private static final Map<String, ApiCall> RPCS =
      Map.ofEntries(
          prediction(PREDICTION_SERVICE + "Predict", MessageKind.SPEC, PredictAnswer.newBuilder()),
          prediction(
              PREDICTION_SERVICE + "Classify", MessageKind.SPEC, ClassifyAnswer.newBuilder()),
          prediction(PREDICTION_SERVICE + "Regress", MessageKind.SPEC, RegressAnswer.newBuilder()),
          prediction(
              PREDICTION_SERVICE + "MultiInference", MessageKind.TASKS, MultiAnswer.newBuilder()),
          description(PREDICTION_SERVICE + "GetModelMetadata", MessageKind.SPEC),
          look(MODEL_SERVICE + "GetModelStatus", MessageKind.SPEC),
          prediction(INFERENCE_SERVICE + "ModelInfer", MessageKind.NAMES, InferAnswer.newBuilder()),
          description(INFERENCE_SERVICE + "ModelReady", MessageKind.NAMES),
          description(INFERENCE_SERVICE + "ModelMetadata", MessageKind.NAMES),
          look(INFERENCE_SERVICE + "ServerLive", MessageKind.NONE),
          look(INFERENCE_SERVICE + "ServerReady", MessageKind.NONE),
          look(INFERENCE_SERVICE + "ServerMetadata", MessageKind.NONE),
          look("/grpc.health.v1.Health/Check", MessageKind.NONE));

  private static Map.Entry<String, ApiCall> prediction(
      String path, MessageKind messages, Message.Builder answer) {
    return Map.entry(
        path, new ApiCall(Work.PREDICTION, Optional.empty(), messages, answer.build()));
  }

  private static Map.Entry<String, ApiCall> description(String path, MessageKind messages) {
    return uncompared(path, Work.DESCRIPTION, messages);
  }

  private static Map.Entry<String, ApiCall> look(String path, MessageKind messages) {
    return uncompared(path, Work.LOOK, messages);
  }

  private static Map.Entry<String, ApiCall> uncompared(
      String path, Work work, MessageKind messages) {
    return Map.entry(
        path, new ApiCall(work, Optional.empty(), messages, Empty.getDefaultInstance()));
  }

  /**
   * What a request asks for.
   *
   * @param method of HTTP
   * @param path without query, percent-encoded
   */
  public static ApiCall of(String method, String path) {
    ApiCall rpc = RPCS.get(path);
    if (rpc != null && method.equals("POST")) {
      return rpc;
    }
    Optional<ModelPath> model = ModelPath.of(path);
    Work work =
        switch (method) {
          case "GET", "HEAD" ->
              model.filter(ModelPath::isDescription).isPresent() ? Work.DESCRIPTION : Work.LOOK;
          case "POST" ->
              model.filter(ModelPath::isPrediction).isPresent() ? Work.PREDICTION : Work.OTHER;
          default -> Work.OTHER;
        };
    return new ApiCall(work, model, MessageKind.NONE, Empty.getDefaultInstance());
  }

  /** Whether it may be made again if it is not known what became of it. */
  public boolean isRepeatable() {
    return work != Work.OTHER;
  }

  /** Whether its message names models. */
  public boolean namesModelsInMessage() {
    return messages != MessageKind.NONE;
  }
}
