package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.manabi.prediction.TestModels;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.PredictRequest;
import io.manabi.serving.apis.PredictResponse;
import io.manabi.serving.apis.PredictionServiceGrpc.PredictionServiceBlockingStub;
import io.manabi.serving.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.manabi.serving.inference.InferTensorContents;
import io.manabi.serving.inference.ModelInferRequest;
import io.manabi.serving.inference.ModelInferResponse;
import io.manabi.serving.inference.ModelInferResponse.InferOutputTensor;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** What a request leaves out is filled in over every protocol, as in {@link MissingInputsIT}. */
class MissingInputsGrpcIT {
  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = new RunningServer(builder -> builder);
    server.models().load("tabular", "v1", 1, TestModels.tabular(directory.resolve("1")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static <T> T stub(Class<T> type) {
    return GrpcClients.newClient("gproto+http://127.0.0.1:" + server.port() + "/", type);
  }

  private static PredictRequest.Builder request() {
    return PredictRequest.newBuilder().setModelSpec(ModelSpec.newBuilder().setName("tabular"));
  }

  @Test
  void fillsRowsOverTensorFlowServing() {
    PredictResponse response =
        stub(PredictionServiceBlockingStub.class)
            .predict(
                request()
                    .putInputs(
                        "age",
                        TensorProto.newBuilder()
                            .setDtype(DataType.DT_INT64)
                            .setTensorShape(
                                TensorShapeProto.newBuilder()
                                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(2)))
                            .addInt64Val(25)
                            .addInt64Val(40)
                            .build())
                    .build());

    assertThat(response.getOutputsOrThrow("hours").getInt64ValList())
        .containsExactly(Long.MIN_VALUE, Long.MIN_VALUE);
    assertThat(response.getOutputsOrThrow("pair").getFloatValList())
        .hasSize(4)
        .allMatch(value -> value.isNaN());
    assertThat(response.getOutputsOrThrow("tags").getTensorShape().getDim(1).getSize())
        .isEqualTo(1);
    assertThat(response.getOutputsOrThrow("classes").getStringVal(1).toStringUtf8())
        .isEqualTo(">50K");
  }

  @Test
  void fillsRowsOverOpenInference() {
    ModelInferResponse response =
        stub(GRPCInferenceServiceBlockingStub.class)
            .modelInfer(
                ModelInferRequest.newBuilder()
                    .setModelName("tabular")
                    .addInputs(
                        ModelInferRequest.InferInputTensor.newBuilder()
                            .setName("age")
                            .setDatatype("INT64")
                            .addShape(2)
                            .setContents(
                                InferTensorContents.newBuilder()
                                    .addInt64Contents(25)
                                    .addInt64Contents(40)))
                    .build());

    assertThat(response.getOutputsList())
        .extracting(InferOutputTensor::getName)
        .containsExactly("age", "classes", "gain", "hours", "job", "pair", "tags");
    assertThat(response.getRawOutputContents(1).toStringUtf8()).contains("<=50K").contains(">50K");
  }

  @Test
  void namesWhatMustBeThere() {
    assertThatThrownBy(() -> stub(PredictionServiceBlockingStub.class).predict(request().build()))
        .hasMessageStartingWith("INVALID_ARGUMENT: input size does not match signature: 0!=6")
        .hasMessageContaining("Missing but required: {");
  }
}
