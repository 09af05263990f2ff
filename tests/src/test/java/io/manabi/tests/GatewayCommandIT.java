package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.manabi.prediction.TestModels;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.PredictRequest;
import io.manabi.serving.apis.PredictResponse;
import io.manabi.serving.apis.PredictionServiceGrpc;
import io.manabi.serving.inference.GRPCInferenceServiceGrpc;
import io.manabi.serving.inference.InferTensorContents;
import io.manabi.serving.inference.ModelInferRequest;
import io.manabi.serving.inference.ModelInferResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Two prediction servers behind a gateway, all started as their operator starts them. */
class GatewayCommandIT extends ServedByCommand {
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String server(int port) throws IOException {
    return start(
        "serve",
        "--port=" + port,
        "--rest-api-port=" + port,
        "--model-name=half",
        "--model-base-path=" + base,
        "--file-system-poll-wait-seconds=1");
  }

  private String answered(String server) throws IOException, InterruptedException {
    return send(request(server + "/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith("manabi_requests_seconds_count"))
        .findFirst()
        .orElse("");
  }

  @Test
  void losesNoPredictionOfAServerThatIsKilledNorOfANewVersion() throws Exception {
    TestModels.halfPlus(2, base.resolve("1"));
    int killedPort = freePort();
    String killed = server(killedPort);
    Process process = started.get(0);
    String other = server(freePort());
    String gateway =
        start("gateway", "--servers=" + killed.substring(7) + "," + other.substring(7), "--port=0");
    try (PredictionLoad load = new PredictionLoad(client, gateway + "/v1/models/half:predict")) {
      load.awaitMore(200);
      process.destroyForcibly().waitFor();
      load.awaitMore(500);

      String again = server(killedPort);
      assertThat(again).isEqualTo(killed);
      Awaitility.await().atMost(LIMIT).until(() -> !answered(killed).isEmpty());
      load.awaitMore(200);

      TestModels.halfPlus(3, base.resolve("2"));
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> predict(killed).contains("3.5") && predict(other).contains("3.5"));
      load.awaitMore(200);
      load.endWithoutFailure();
    }
    Process stopped = started.get(2);
    stopped.destroy();
    assertThat(stopped.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /** A file that says to serve both versions. */
  private Path bothVersions() throws IOException {
    TestModels.halfPlus(2, base.resolve("1"));
    TestModels.halfPlus(3, base.resolve("2"));
    return Files.writeString(
        directory.resolve("models.config"),
        "model_config_list { config { name: 'half' base_path: '"
            + base
            + "' model_platform: 'tensorflow' model_version_policy { all {} } } }");
  }

  private String post(String address, String body) throws IOException, InterruptedException {
    return send(request(address).POST(HttpRequest.BodyPublishers.ofString(body))).body();
  }

  @Test
  void givesClientsOfEveryProtocolTheVersionOfAnAlias() throws Exception {
    String server = serve("--model-config-file=" + bothVersions());
    Path routes =
        Files.writeString(
            directory.resolve("routes.yaml"), "models: {half: {aliases: {old: 1, new: 2}}}");
    String gateway =
        start("gateway", "--servers=" + server.substring(7), "--port=0", "--routes-file=" + routes);
    String infer =
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}]}";

    assertThat(post(gateway + "/v1/models/half/labels/old:predict", "{\"instances\": [1]}"))
        .contains("2.5");
    assertThat(post(gateway + "/v1/models/half/labels/new:predict", "{\"instances\": [1]}"))
        .contains("3.5");
    assertThat(post(gateway + "/v2/models/half/versions/old/infer", infer)).contains("2.5");
    assertThat(post(gateway + "/v2/models/half/versions/new/infer", infer)).contains("3.5");
    assertThat(predictOverGrpc(gateway, "old")).isEqualTo(2.5f);
    assertThat(predictOverGrpc(gateway, "new")).isEqualTo(3.5f);
    assertThat(inferOverGrpc(gateway, "old")).isEqualTo(2.5f);
    assertThat(inferOverGrpc(gateway, "new")).isEqualTo(3.5f);
  }

  private static float predictOverGrpc(String gateway, String label) {
    PredictResponse answer =
        GrpcClients.newClient(
                "gproto+" + gateway, PredictionServiceGrpc.PredictionServiceBlockingStub.class)
            .predict(
                PredictRequest.newBuilder()
                    .setModelSpec(ModelSpec.newBuilder().setName("half").setVersionLabel(label))
                    .putInputs(
                        "x",
                        TensorProto.newBuilder()
                            .setDtype(DataType.DT_FLOAT)
                            .setTensorShape(
                                TensorShapeProto.newBuilder()
                                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(1)))
                            .addFloatVal(1)
                            .build())
                    .build());
    TensorProto output = answer.getOutputsMap().values().iterator().next();
    return output.getFloatValCount() > 0
        ? output.getFloatVal(0)
        : number(output.getTensorContent());
  }

  private static float inferOverGrpc(String gateway, String version) {
    ModelInferResponse answer =
        GrpcClients.newClient(
                "gproto+" + gateway,
                GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub.class)
            .modelInfer(
                ModelInferRequest.newBuilder()
                    .setModelName("half")
                    .setModelVersion(version)
                    .addInputs(
                        ModelInferRequest.InferInputTensor.newBuilder()
                            .setName("x")
                            .setDatatype("FP32")
                            .addShape(1)
                            .setContents(InferTensorContents.newBuilder().addFp32Contents(1)))
                    .build());
    return answer.getRawOutputContentsCount() > 0
        ? number(answer.getRawOutputContents(0))
        : answer.getOutputs(0).getContents().getFp32Contents(0);
  }

  private static float number(ByteString littleEndian) {
    return littleEndian.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getFloat();
  }
}
