package io.manabi.gateway.calls;

import java.util.Map;
import java.util.Optional;

/**
 * What a request asks for, as far as its method and path tell.
 *
 * @param work what it does
 * @param path the model that the path names, if it is one of REST and names one
 * @param messages where its message names models, if it is one of gRPC
 */
public record ApiCall(Work work, Optional<ModelPath> path, MessageKind messages) {

  /** What calls do, and with that whether they may be made twice. */
  public enum Work {
    /** One request, one answer of a model; it changes nothing. */
    PREDICTION,
    /** One request, one answer about what there is; it changes nothing. */
    LOOK,
    /** It is not known what asking twice does, or the call is a stream. */
    OTHER
  }

  private static final String PREDICTION_SERVICE = "/tensorflow.serving.PredictionService/";
  private static final String MODEL_SERVICE = "/tensorflow.serving.ModelService/";
  private static final String INFERENCE_SERVICE = "/inference.GRPCInferenceService/";

  private static final Map<String, ApiCall> RPCS =
      Map.ofEntries(
          rpc(PREDICTION_SERVICE + "Predict", Work.PREDICTION, MessageKind.SPEC),
          rpc(PREDICTION_SERVICE + "Classify", Work.PREDICTION, MessageKind.SPEC),
          rpc(PREDICTION_SERVICE + "Regress", Work.PREDICTION, MessageKind.SPEC),
          rpc(PREDICTION_SERVICE + "MultiInference", Work.PREDICTION, MessageKind.TASKS),
          rpc(PREDICTION_SERVICE + "GetModelMetadata", Work.LOOK, MessageKind.SPEC),
          rpc(MODEL_SERVICE + "GetModelStatus", Work.LOOK, MessageKind.SPEC),
          rpc(INFERENCE_SERVICE + "ModelInfer", Work.PREDICTION, MessageKind.NAMES),
          rpc(INFERENCE_SERVICE + "ModelReady", Work.LOOK, MessageKind.NAMES),
          rpc(INFERENCE_SERVICE + "ModelMetadata", Work.LOOK, MessageKind.NAMES),
          rpc(INFERENCE_SERVICE + "ServerLive", Work.LOOK, MessageKind.NONE),
          rpc(INFERENCE_SERVICE + "ServerReady", Work.LOOK, MessageKind.NONE),
          rpc(INFERENCE_SERVICE + "ServerMetadata", Work.LOOK, MessageKind.NONE),
          rpc("/grpc.health.v1.Health/Check", Work.LOOK, MessageKind.NONE));

  private static Map.Entry<String, ApiCall> rpc(String path, Work work, MessageKind messages) {
    return Map.entry(path, new ApiCall(work, Optional.empty(), messages));
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
          case "GET", "HEAD" -> Work.LOOK;
          case "POST" ->
              model.filter(ModelPath::isPrediction).isPresent() ? Work.PREDICTION : Work.OTHER;
          default -> Work.OTHER;
        };
    return new ApiCall(work, model, MessageKind.NONE);
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
