package io.manabi.serving.tensorflow;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.prediction.AnsweredCall;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.StringTensor;
import io.manabi.serving.apis.ClassificationRequest;
import io.manabi.serving.apis.ClassificationResponse;
import io.manabi.serving.apis.ClassifyLog;
import io.manabi.serving.apis.InferenceResult;
import io.manabi.serving.apis.InferenceTask;
import io.manabi.serving.apis.Input;
import io.manabi.serving.apis.LogMetadata;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.MultiInferenceLog;
import io.manabi.serving.apis.PredictLog;
import io.manabi.serving.apis.PredictRequest;
import io.manabi.serving.apis.PredictResponse;
import io.manabi.serving.apis.PredictionLog;
import io.manabi.serving.apis.RegressLog;
import io.manabi.serving.apis.RegressionRequest;
import io.manabi.serving.apis.RegressionResponse;
import io.manabi.serving.apis.SamplingConfig;
import io.manabi.serving.http.RequestLog.Answered;
import java.time.Instant;
import org.tensorflow.proto.Example;

/**
 * Answered requests as {@code PredictionLog} messages, whatever protocol they came by; so each can
 * be sent again to TensorFlow Serving, and warms a model up.
 */
final class LoggedMessages {
  private LoggedMessages() {}

  /**
   * A request as a message.
   *
   * @param rate the part of the requests that is logged
   * @param time when it was answered
   */
  static PredictionLog of(Answered request, double rate, Instant time) {
    AnsweredCall first = request.calls().get(0);
    PredictionLog.Builder log =
        PredictionLog.newBuilder()
            .setLogMetadata(
                LogMetadata.newBuilder()
                    .setModelSpec(spec(request, first))
                    .setSamplingConfig(SamplingConfig.newBuilder().setSamplingRate(rate))
                    .addAllSavedModelTags(request.tags())
                    .setTimestampSecs(time.getEpochSecond()));
    switch (request.api()) {
      case "classify" -> log.setClassifyLog(classify(request, first));
      case "regress" -> log.setRegressLog(regress(request, first));
      case "multi_inference" -> log.setMultiInferenceLog(multiInference(request));
      default -> log.setPredictLog(predict(request, first));
    }
    return log.build();
  }

  private static ModelSpec spec(Answered request, AnsweredCall call) {
    return ModelMessages.spec(request.model(), request.version(), call.signature().name());
  }

  private static PredictLog predict(Answered request, AnsweredCall call) {
    PredictRequest.Builder asked =
        PredictRequest.newBuilder()
            .setModelSpec(spec(request, call))
            .addAllOutputFilter(call.outputFilter());
    call.inputs().forEach((name, tensor) -> asked.putInputs(name, TensorMessages.of(tensor)));
    PredictResponse.Builder answer = PredictResponse.newBuilder().setModelSpec(spec(request, call));
    call.outputs().forEach((name, tensor) -> answer.putOutputs(name, TensorMessages.of(tensor)));
    return PredictLog.newBuilder().setRequest(asked).setResponse(answer).build();
  }

  private static ClassifyLog classify(Answered request, AnsweredCall call) {
    return ClassifyLog.newBuilder()
        .setRequest(
            ClassificationRequest.newBuilder()
                .setModelSpec(spec(request, call))
                .setInput(input(call)))
        .setResponse(
            ClassificationResponse.newBuilder()
                .setModelSpec(spec(request, call))
                .setResult(Examples.classes(answered(call))))
        .build();
  }

  private static RegressLog regress(Answered request, AnsweredCall call) {
    return RegressLog.newBuilder()
        .setRequest(
            RegressionRequest.newBuilder().setModelSpec(spec(request, call)).setInput(input(call)))
        .setResponse(
            RegressionResponse.newBuilder()
                .setModelSpec(spec(request, call))
                .setResult(Examples.values(answered(call))))
        .build();
  }

  private static MultiInferenceLog multiInference(Answered request) {
    MultiInferenceLog.Builder log = MultiInferenceLog.newBuilder();
    log.getRequestBuilder().setInput(input(request.calls().get(0)));
    for (AnsweredCall call : request.calls()) {
      String method = call.signature().method();
      log.getRequestBuilder()
          .addTasks(
              InferenceTask.newBuilder().setModelSpec(spec(request, call)).setMethodName(method));
      InferenceResult.Builder result =
          InferenceResult.newBuilder().setModelSpec(spec(request, call));
      if (method.equals(Examples.CLASSIFY)) {
        result.setClassificationResult(Examples.classes(answered(call)));
      } else {
        result.setRegressionResult(Examples.values(answered(call)));
      }
      log.getResponseBuilder().addResults(result);
    }
    return log.build();
  }

  private static Examples.Answered answered(AnsweredCall call) {
    return new Examples.Answered(call.outputs(), examples(call).rowCount());
  }

  /** The examples as the model saw them: a context is in each of them. */
  private static Input input(AnsweredCall call) {
    Input.Builder input = Input.newBuilder();
    for (byte[] example : ((StringTensor) examples(call)).values()) {
      try {
        input.getExampleListBuilder().addExamples(Example.parseFrom(example));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e); // They were made of such messages.
      }
    }
    return input.build();
  }

  private static FlatTensor examples(AnsweredCall call) {
    return call.inputs().values().iterator().next();
  }
}
