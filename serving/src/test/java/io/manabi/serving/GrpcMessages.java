package io.manabi.serving;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.manabi.serving.apis.ClassificationRequest;
import io.manabi.serving.apis.GetModelMetadataRequest;
import io.manabi.serving.apis.GetModelStatusRequest;
import io.manabi.serving.apis.InferenceTask;
import io.manabi.serving.apis.Input;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.MultiInferenceRequest;
import io.manabi.serving.apis.PredictRequest;
import io.manabi.serving.apis.RegressionRequest;
import io.manabi.serving.apis.ReloadConfigRequest;
import io.manabi.serving.inference.InferTensorContents;
import io.manabi.serving.inference.ModelInferRequest;
import io.manabi.serving.inference.ModelInferRequest.InferInputTensor;
import io.manabi.serving.inference.ModelMetadataRequest;
import io.manabi.serving.inference.ModelReadyRequest;
import io.manabi.serving.inference.ServerLiveRequest;
import io.manabi.serving.inference.ServerMetadataRequest;
import io.manabi.serving.inference.ServerReadyRequest;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** What may be asked over gRPC, to be made wrong. */
final class GrpcMessages {
  private static final String PREDICTION = "/tensorflow.serving.PredictionService/";
  private static final String MODEL = "/tensorflow.serving.ModelService/";
  private static final String INFERENCE = "/inference.GRPCInferenceService/";

  /** A method, and a message for it. */
  record Call(String path, Message message) {}

  static final List<Call> GOOD = good();

  private GrpcMessages() {}

  private static ModelSpec.Builder model(String name, String signature) {
    return ModelSpec.newBuilder().setName(name).setSignatureName(signature);
  }

  private static TensorProto floats() {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(
            TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(2)))
        .addFloatVal(1)
        .addFloatVal(2)
        .build();
  }

  private static TensorProto texts() {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(
            TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(1))
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(2)))
        .addStringVal(ByteString.copyFromUtf8("a"))
        .addStringVal(ByteString.copyFromUtf8("b"))
        .build();
  }

  private static Input input() {
    Example.Builder example = Example.newBuilder();
    example
        .getFeaturesBuilder()
        .putFeature(
            "x", Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(3)).build());
    Input.Builder input = Input.newBuilder();
    input.getExampleListBuilder().addExamples(example).addExamples(example);
    return input.build();
  }

  private static InferInputTensor.Builder inferInput(String name, String datatype) {
    return InferInputTensor.newBuilder().setName(name).setDatatype(datatype).addShape(2);
  }

  private static List<Call> good() {
    List<Call> calls = new ArrayList<>();
    PredictRequest predict =
        PredictRequest.newBuilder()
            .setModelSpec(model("half", ""))
            .putInputs("x", floats())
            .addOutputFilter("y")
            .build();
    calls.add(new Call(PREDICTION + "Predict", predict));
    calls.add(
        new Call(
            PREDICTION + "Predict",
            predict.toBuilder()
                .putInputs(
                    "x",
                    floats().toBuilder()
                        .clearFloatVal()
                        .setTensorContent(ByteString.copyFrom(new byte[8]))
                        .build())
                .build()));
    calls.add(
        new Call(
            PREDICTION + "Predict",
            PredictRequest.newBuilder()
                .setModelSpec(model("hard", "ragged"))
                .putInputs("tokens", texts())
                .build()));
    calls.add(
        new Call(
            PREDICTION + "Classify",
            ClassificationRequest.newBuilder()
                .setModelSpec(model("examples", "classes"))
                .setInput(input())
                .build()));
    calls.add(
        new Call(
            PREDICTION + "Regress",
            RegressionRequest.newBuilder()
                .setModelSpec(model("examples", "values"))
                .setInput(input())
                .build()));
    calls.add(
        new Call(
            PREDICTION + "MultiInference",
            MultiInferenceRequest.newBuilder()
                .addTasks(
                    InferenceTask.newBuilder()
                        .setModelSpec(model("examples", "classes"))
                        .setMethodName("tensorflow/serving/classify"))
                .setInput(input())
                .build()));
    calls.addAll(looks());
    calls.addAll(inferences());
    return calls;
  }

  private static List<Call> looks() {
    return List.of(
        new Call(
            PREDICTION + "GetModelMetadata",
            GetModelMetadataRequest.newBuilder()
                .setModelSpec(model("half", ""))
                .addMetadataField("signature_def")
                .build()),
        new Call(
            MODEL + "GetModelStatus",
            GetModelStatusRequest.newBuilder().setModelSpec(model("half", "")).build()),
        new Call(MODEL + "HandleReloadConfigRequest", ReloadConfigRequest.getDefaultInstance()));
  }

  private static List<Call> inferences() {
    ModelInferRequest infer =
        ModelInferRequest.newBuilder()
            .setModelName("half")
            .addInputs(
                inferInput("x", "FP32")
                    .setContents(
                        InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(2)))
            .build();
    return List.of(
        new Call(INFERENCE + "ModelInfer", infer),
        new Call(
            INFERENCE + "ModelInfer",
            ModelInferRequest.newBuilder()
                .setModelName("echo")
                .addInputs(inferInput("s", "BYTES"))
                .addInputs(inferInput("l", "INT64"))
                .addRawInputContents(
                    ByteString.copyFrom(new byte[] {1, 0, 0, 0, 'a', 2, 0, 0, 0, 'b', 'c'}))
                .addRawInputContents(ByteString.copyFrom(new byte[16]))
                .build()),
        new Call(INFERENCE + "ServerLive", ServerLiveRequest.getDefaultInstance()),
        new Call(INFERENCE + "ServerReady", ServerReadyRequest.getDefaultInstance()),
        new Call(INFERENCE + "ServerMetadata", ServerMetadataRequest.getDefaultInstance()),
        new Call(INFERENCE + "ModelReady", ModelReadyRequest.newBuilder().setName("half").build()),
        new Call(
            INFERENCE + "ModelMetadata",
            ModelMetadataRequest.newBuilder().setName("half").build()));
  }
}
