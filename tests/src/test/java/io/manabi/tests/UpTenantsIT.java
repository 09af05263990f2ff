package io.manabi.tests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.manabi.prediction.TestModels;
import io.manabi.serving.apis.GetModelMetadataRequest;
import io.manabi.serving.apis.GetModelStatusRequest;
import io.manabi.serving.apis.ModelServiceGrpc.ModelServiceBlockingStub;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.PredictRequest;
import io.manabi.serving.apis.PredictionServiceGrpc.PredictionServiceBlockingStub;
import io.manabi.serving.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.manabi.serving.inference.InferTensorContents;
import io.manabi.serving.inference.ModelInferRequest;
import io.manabi.serving.inference.ModelMetadataRequest;
import io.manabi.serving.inference.ModelReadyRequest;
import io.manabi.web.Keys;
import io.manabi.web.Role;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** {@code manabi up} over TLS, for two projects with keys of their own. */
class UpTenantsIT extends ServedByCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ADDRESS = Pattern.compile("on (https://127\\.0\\.0\\.1:\\d+),");
  private static final Duration SERVED = Duration.ofMinutes(3);
  private static final String SECRET = "what no other program may know";
  private static final String PASSWORD = "changeit";
  private static final String INSTANCES = "{\"instances\": [1]}";
  private static final String INPUTS =
      "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}]}";

  /** What asks for the model, and what it is sent; nothing where it is a GET. */
  private static final Map<String, String> CALLS =
      Map.ofEntries(
          Map.entry("/v1/projects/shop/models/half:predict", INSTANCES),
          Map.entry("/v1/projects/shop/models/half/versions/v1:predict", INSTANCES),
          Map.entry("/v1/projects/shop/models/half", ""),
          Map.entry("/v1/models/shop.half:predict", INSTANCES),
          Map.entry("/v1/models/shop%2Ehalf:predict", INSTANCES),
          Map.entry("/V1/Models/shop.half/Versions/1:predict", INSTANCES),
          Map.entry("/v1/models/shop.half/labels/v1:predict", INSTANCES),
          Map.entry("/v1/models/shop.half", ""),
          Map.entry("/v1/models/shop.half/metadata", ""),
          Map.entry("/v2/models/shop.half/infer", INPUTS),
          Map.entry("/v2/models/shop.half/versions/1/infer", INPUTS),
          Map.entry("/v2/models/shop.half", ""),
          Map.entry("/v2/models/shop.half/ready", ""));

  @SuppressWarnings("NullAway.Init") // The test begins with up().
  private HttpClient overTls;

  @SuppressWarnings("NullAway.Init") // As above.
  private ClientFactory grpc;

  @SuppressWarnings("NullAway.Init") // As above.
  private String address;

  private String key(String name, String project) throws IOException {
    return key(name, project, Role.ADMIN);
  }

  private String key(String name, String project, Role role) throws IOException {
    Keys.NewKey key = Keys.make(name, Map.of(project, Set.of(role)), null);
    Path file = directory.resolve("keys");
    List<String> lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
    lines.add(key.line());
    Files.write(file, lines);
    return key.secret();
  }

  private Path trusted() {
    return directory.resolve("trusted");
  }

  private void up() throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=up")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path certificate = Files.writeString(directory.resolve("up.pem"), bundle.getCertificatePEM());
    Path key = Files.writeString(directory.resolve("up.key"), bundle.getPrivateKeyPEM());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore authorities = bundle.toKeyStore(PASSWORD.toCharArray());
    trust.init(authorities);
    try (OutputStream out = Files.newOutputStream(trusted())) {
      authorities.store(out, PASSWORD.toCharArray());
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    overTls = HttpClient.newBuilder().sslContext(context).connectTimeout(LIMIT).build();
    grpc =
        ClientFactory.builder()
            .tlsCustomizer(tls -> tls.trustManager(bundle.getCertificate()))
            .build();
    Process process =
        launcher.start(
            Map.of("MANABI_KEY", SECRET, "AWS_SECRET_ACCESS_KEY", SECRET),
            manabi,
            "up",
            "--dir=" + directory.resolve("up"),
            "--port=0",
            "--prediction-servers=1",
            // A first handshake of TLS takes long where many tests run.
            "--header-timeout-in-ms=" + LIMIT.toMillis(),
            "--keys-file=" + directory.resolve("keys"),
            "--tls-certificate=" + certificate,
            "--tls-key=" + key);
    started.add(process);
    Matcher greeting = ADDRESS.matcher(String.valueOf(process.inputReader().readLine()));
    assertThat(greeting.find()).isTrue();
    address = greeting.group(1);
  }

  private HttpResponse<String> ask(String key, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(address + path).header("Authorization", "Bearer " + key);
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }
    return overTls.send(request.build(), BodyHandlers.ofString());
  }

  private JsonNode asked(String key, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = ask(key, path, body);
    assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private void deploy(String key, String version, float offset)
      throws IOException, InterruptedException {
    TestModels.halfPlus(offset, base.resolve(version));
    String body =
        String.format(
            "{\"name\": \"%s\", \"deploymentUri\": \"%s\"}",
            version, base.resolve(version).toUri());
    String operation =
        asked(key, "/v1/projects/shop/models/half/versions", body).path("name").asText();
    Awaitility.await()
        .atMost(SERVED)
        .until(
            () -> {
              JsonNode now = asked(key, "/v1/" + operation, "");
              assertThat(now.has("error")).as(now.toString()).isFalse();
              return now.path("done").asBoolean();
            });
  }

  private <T extends AbstractStub<T>> T stub(Class<T> type, String key) {
    return GrpcClients.builder("gproto+" + address)
        .factory(grpc)
        .setHeader("authorization", "Bearer " + key)
        .build(type);
  }

  /** Calls of gRPC that ask for the model, by their names. */
  private Map<String, Supplier<Object>> rpcs(String key) {
    ModelSpec spec = ModelSpec.newBuilder().setName("shop.half").build();
    TensorShapeProto shape =
        TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(1)).build();
    TensorProto one =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(shape)
            .addFloatVal(1)
            .build();
    PredictionServiceBlockingStub predictions = stub(PredictionServiceBlockingStub.class, key);
    GRPCInferenceServiceBlockingStub inference = stub(GRPCInferenceServiceBlockingStub.class, key);
    ModelServiceBlockingStub models = stub(ModelServiceBlockingStub.class, key);
    Map<String, Supplier<Object>> calls = new HashMap<>();
    PredictRequest predict =
        PredictRequest.newBuilder().setModelSpec(spec).putInputs("x", one).build();
    calls.put("Predict", () -> predictions.predict(predict));
    GetModelMetadataRequest metadata =
        GetModelMetadataRequest.newBuilder()
            .setModelSpec(spec)
            .addMetadataField("signature_def")
            .build();
    calls.put("GetModelMetadata", () -> predictions.getModelMetadata(metadata));
    GetModelStatusRequest status = GetModelStatusRequest.newBuilder().setModelSpec(spec).build();
    calls.put("GetModelStatus", () -> models.getModelStatus(status));
    ModelInferRequest.InferInputTensor.Builder x =
        ModelInferRequest.InferInputTensor.newBuilder()
            .setName("x")
            .setDatatype("FP32")
            .addShape(1)
            .setContents(InferTensorContents.newBuilder().addFp32Contents(1));
    ModelInferRequest infer =
        ModelInferRequest.newBuilder().setModelName("shop.half").addInputs(x).build();
    calls.put("ModelInfer", () -> inference.modelInfer(infer));
    ModelReadyRequest ready = ModelReadyRequest.newBuilder().setName("shop.half").build();
    calls.put("ModelReady", () -> inference.modelReady(ready));
    ModelMetadataRequest about = ModelMetadataRequest.newBuilder().setName("shop.half").build();
    calls.put("ModelMetadata", () -> inference.modelMetadata(about));
    return calls;
  }

  @Test
  void keepsProjectsApartByEveryProtocol() throws Exception {
    String ours = key("ann", "shop");
    String theirs = key("bob", "mine");
    String operator = key("gateway", "*");
    String viewer = key("eve", "*", Role.VIEWER);
    up();
    asked(ours, "/v1/projects/shop/models", "{\"name\": \"half\"}");
    deploy(ours, "v1", 2);
    deploy(ours, "v2", 3);

    for (Map.Entry<String, String> call : CALLS.entrySet()) {
      String answer = asked(ours, call.getKey(), call.getValue()).toString();
      assertThat(answer).as(call.getKey()).doesNotContain("3.5");
      assertThat(ask(theirs, call.getKey(), call.getValue()).statusCode())
          .as(call.getKey())
          .isEqualTo(403);
      assertThat(ask("unknown", call.getKey(), call.getValue()).statusCode())
          .as(call.getKey())
          .isEqualTo(401);
    }
    assertThat(ask(theirs, "/v1/projects/mine/models/shop.half:predict", INSTANCES).statusCode())
        .isEqualTo(404);
    assertThat(ask(theirs, "/v1/servers", "").statusCode()).isEqualTo(403);
    JsonNode servers = asked(operator, "/v1/servers", "");
    assertThat(servers.at("/servers/0/ready").asBoolean()).isTrue();
    assertThat(servers.path("key").asText()).isNotEmpty();
    assertThat(asked(viewer, "/v1/servers", "").has("key")).isFalse();
    assertThat(servers.at("/models/0").toString())
        .contains("\"shop.half\"", "\"defaultVersion\":1", "\"v2\":2");
    rpcs(ours).forEach((name, call) -> assertThat(call.get().toString()).as(name).isNotEmpty());
    rpcs(theirs)
        .forEach(
            (name, call) ->
                assertThatThrownBy(call::get)
                    .as(name)
                    .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e ->
                            assertThat(e.getStatus().getCode())
                                .isEqualTo(Status.Code.PERMISSION_DENIED)));
    describesTheDefaultVersion(ours);
    hidesItsEnvironmentFromServers();
    tellsAnotherGatewayItsServers(operator);
    String plain = address.replace("https", "http") + "/healthz";
    assertThatThrownBy(() -> client.send(request(plain).build(), BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
    grpc.close();
  }

  /** The first version, although there is one with a higher number. */
  private void describesTheDefaultVersion(String key) throws IOException, InterruptedException {
    assertThat(asked(key, "/v1/models/shop.half/metadata", "").at("/model_spec/version").asText())
        .isEqualTo("1");
    assertThat(requireNonNull(rpcs(key).get("GetModelMetadata")).get().toString())
        .contains("value: 1");
  }

  private void tellsAnotherGatewayItsServers(String key) throws IOException, InterruptedException {
    String trust =
        "-Djavax.net.ssl.trustStore="
            + trusted()
            + " -Djavax.net.ssl.trustStorePassword="
            + PASSWORD;
    String gateway =
        start(
            Map.of("MANABI_KEY", key, "MANABI_JAVA_OPTIONS", trust),
            "gateway",
            "--servers-up=" + address,
            "--port=0");
    HttpRequest.Builder predict = request(gateway + "/v1/projects/shop/models/half:predict");
    assertThat(send(predict.POST(BodyPublishers.ofString(INSTANCES))).body()).contains("2.5");
  }

  private void hidesItsEnvironmentFromServers() throws IOException {
    List<ProcessHandle> servers = started.get(0).children().toList();
    assertThat(servers).hasSize(1);
    assertThat(Files.readString(Path.of("/proc/" + servers.get(0).pid() + "/environ")))
        .contains("HOME=")
        .doesNotContain(SECRET);
  }
}
