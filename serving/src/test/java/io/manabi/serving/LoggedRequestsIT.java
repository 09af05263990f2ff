package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.manabi.prediction.AnsweredCall;
import io.manabi.prediction.TestModels;
import io.manabi.prediction.TestTensors;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.PredictRequest;
import io.manabi.serving.apis.PredictionServiceGrpc.PredictionServiceBlockingStub;
import io.manabi.serving.http.RequestLog;
import io.manabi.serving.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.manabi.serving.inference.InferTensorContents;
import io.manabi.serving.inference.ModelInferRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Requests are kept alike, whatever protocol they come by. */
class LoggedRequestsIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Queue<RequestLog.Answered> logged = new ConcurrentLinkedQueue<>();
  private static RunningServer server;

  /** Keeps all requests to one model. */
  private static final RequestLog LOG =
      new RequestLog() {
        @Override
        public boolean wants(String model) {
          return model.equals("half");
        }

        @Override
        public void log(Answered request) {
          logged.add(request);
        }
      };

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = new RunningServer(builder -> builder.requestLog(LOG));
    server.models().load("half", "v1", 4, TestModels.halfPlus(2, directory.resolve("1")));
    server.models().load("other", "v1", 1, TestModels.halfPlus(3, directory.resolve("2")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void logsRequestsOfEveryProtocolAlike() throws Exception {
    logged.clear();
    PredictionServiceBlockingStub serving = stub(PredictionServiceBlockingStub.class);
    GRPCInferenceServiceBlockingStub inference = stub(GRPCInferenceServiceBlockingStub.class);
    server.post("/v1/models/half:predict", "{\"instances\": [1, 3]}");
    server.post("/v1/projects/p/models/half:predict", "{\"instances\": [1, 3]}");
    server.post(
        "/v2/models/half/infer",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"data\": [1, 3]}]}");
    Object unused =
        serving.predict(
            PredictRequest.newBuilder()
                .setModelSpec(ModelSpec.newBuilder().setName("half"))
                .putInputs("x", floats(1, 3))
                .build());
    unused =
        inference.modelInfer(
            ModelInferRequest.newBuilder()
                .setModelName("half")
                .addInputs(
                    ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype("FP32")
                        .addShape(2)
                        .setContents(
                            InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(3)))
                .build());

    await().atMost(LIMIT).until(() -> logged.size() == 5);
    assertThat(logged)
        .allSatisfy(
            request -> {
              assertThat(request.model()).isEqualTo("half");
              assertThat(request.version()).isEqualTo(4);
              assertThat(request.tags()).containsExactly("serve");
              assertThat(request.calls()).hasSize(1);
              AnsweredCall call = request.calls().get(0);
              assertThat(call.signature().name()).isEqualTo("serving_default");
              assertThat(TestTensors.floatsOf(call.inputs().get("x"))).containsExactly(1f, 3f);
              assertThat(TestTensors.floatsOf(call.outputs().get("y"))).containsExactly(2.5f, 3.5f);
            });
    assertThat(logged.stream().map(RequestLog.Answered::api).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("predict", "infer");
  }

  @Test
  void logsNoFailuresAndNoOtherModels() throws Exception {
    server.post("/v1/models/half:predict", "{\"instances\": [\"a\"]}");
    server.post("/v1/models/half:predict", "{\"signature_name\": \"none\", \"instances\": [1]}");
    server.get("/v1/models/half/metadata");
    server.post("/v1/models/other:predict", "{\"instances\": [1]}");
    server.post(
        "/v1/models/half:predict", "{\"signature_name\": \"total\", \"inputs\": [8, 9, 10]}");

    await()
        .atMost(LIMIT)
        .until(
            () ->
                logged.stream()
                    .anyMatch(each -> each.calls().get(0).signature().name().equals("total")));
    assertThat(logged)
        .allMatch(each -> each.model().equals("half"))
        .allMatch(
            each ->
                Map.of("serving_default", 1, "total", 1)
                    .containsKey(each.calls().get(0).signature().name()));
  }

  private static <T> T stub(Class<T> type) {
    return GrpcClients.newClient("gproto+http://127.0.0.1:" + server.port() + "/", type);
  }

  private static TensorProto floats(float... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(values.length)));
    for (float value : values) {
      tensor.addFloatVal(value);
    }
    return tensor.build();
  }
}
