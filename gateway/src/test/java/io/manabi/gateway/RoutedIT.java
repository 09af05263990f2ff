package io.manabi.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import io.manabi.gateway.calls.ApiCall;
import io.manabi.gateway.calls.AskedVersion;
import io.manabi.gateway.calls.GrpcFrame;
import io.manabi.gateway.calls.MessageKind;
import io.manabi.gateway.calls.ModelMessage;
import io.manabi.gateway.calls.NamedModel;
import io.manabi.gateway.routes.ModelRoute;
import io.manabi.gateway.routes.Routes;
import io.manabi.gateway.routes.Split;
import io.manabi.gateway.servers.Servers;
import io.manabi.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file of routes does to requests. */
class RoutedIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int REQUESTS = 10_000;

  /** Of a binomial distribution with 10,000 tries of a tenth: five of its deviations are 150. */
  private static final int LEAST = 850;

  private static final int MOST = 1150;

  private static Backend backend;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // Each test begins with route().
  private WebClient client;

  @BeforeAll
  static void startBackend() {
    backend = new Backend("one");
    BehindGateway.OPENED.add(backend);
  }

  @AfterAll
  static void closeAll() {
    BehindGateway.closeAll();
  }

  private void route(String yaml) throws Exception {
    backend.reset();
    start(Routes.ofFile(Files.writeString(directory.resolve("routes.yaml"), yaml)));
  }

  private void start(Routes routes) {
    RunningGateway gateway =
        new RunningGateway(
            Gateway.builder(Servers.ofList(List.of(backend.address()))).routes(routes),
            WebServer.settings());
    BehindGateway.OPENED.addAll(List.of(routes, gateway));
    client = WebClient.of("http://127.0.0.1:" + gateway.port());
  }

  private List<String> paths() {
    return backend.asked.stream().map(RequestHeaders::path).toList();
  }

  private AggregatedHttpResponse post(String path, String... headers) {
    var builder = RequestHeaders.builder(HttpMethod.POST, path);
    for (int i = 0; i < headers.length; i += 2) {
      builder.set(headers[i], headers[i + 1]);
    }
    return client.execute(builder.build(), "{}").aggregate().join();
  }

  private String metrics() {
    return client.get("/metrics").aggregate().join().content(UTF_8);
  }

  @Test
  void givesACanaryItsTenthOfTenThousandRequests() throws Exception {
    route("models: {m: {split: {3: 90, 4: 10}}}");
    Semaphore most = new Semaphore(200);
    List<CompletableFuture<?>> answers =
        IntStream.range(0, REQUESTS)
            .<CompletableFuture<?>>mapToObj(
                i -> {
                  most.acquireUninterruptibly();
                  return client
                      .post("/v1/models/m:predict", "{}")
                      .aggregate()
                      .whenComplete((answer, failure) -> most.release());
                })
            .toList();
    answers.forEach(CompletableFuture::join);

    long canary =
        paths().stream().filter(path -> path.equals("/v1/models/m/versions/4:predict")).count();
    assertThat(canary).isBetween((long) LEAST, (long) MOST);
    assertThat(paths().stream().filter("/v1/models/m/versions/3:predict"::equals).count())
        .isEqualTo(REQUESTS - canary);
    assertThat(metrics())
        .contains("manabi_gateway_routed_total{model=\"m\",version=\"4\"} " + canary);
  }

  @Test
  void knowsWhichModelsProjectsHave() {
    backend.reset();
    Routes routes = Routes.ofProjects(null);
    start(routes);
    routes.become(
        Map.of(
            "shop.m", new ModelRoute(new Split(Map.of(3L, 100.0)), "", Map.of("first", 1L), null)));

    post("/v1/projects/shop/models/m:predict");
    post("/v1/projects/shop/models/m/versions/first:predict");
    post("/v1/models/shop.m:predict");
    assertThat(paths())
        .containsExactly(
            "/v1/projects/shop/models/m/versions/3:predict",
            "/v1/projects/shop/models/m/versions/1:predict",
            "/v1/models/shop.m/versions/3:predict");
    AggregatedHttpResponse other = post("/v1/projects/other/models/m:predict");
    assertThat(other.status().code()).isEqualTo(404);
    assertThat(other.contentUtf8())
        .contains("\"The model resource \\\"projects/other/models/m\\\" was not found.\"");
    assertThat(post("/v1/projects/shop/models/m/versions/v2:predict").status().code())
        .isEqualTo(404);
    assertThat(post("/tensorflow.serving.ModelService/HandleReloadConfigRequest").status().code())
        .isEqualTo(501);
    assertThat(paths()).hasSize(3);
  }

  @Test
  void keepsUsersWithTheirVersionAndAliasesAndLeavesTheRest() throws Exception {
    route("models: {m: {split: {3: 50, 4: 50}, sticky-header: x-user, aliases: {canary: 4}}}");
    for (int i = 0; i < 20; i++) {
      post("/v2/models/m/infer", "x-user", "anna");
    }
    assertThat(paths()).hasSize(20);
    assertThat(paths().stream().distinct()).hasSize(1);
    assertThat(paths().get(0)).matches("/v2/models/m/versions/[34]/infer");
    backend.asked.clear();

    post("/v1/models/m/labels/canary:predict?alt=json");
    post("/v1/models/m/labels/other:predict");
    post("/v1/models/m/versions/9:predict");
    post("/v1/models/unrouted:predict");
    client.get("/v1/models/m/labels/canary").aggregate().join();
    client.get("/v1/models/m").aggregate().join();
    assertThat(paths())
        .containsExactly(
            "/v1/models/m/versions/4:predict?alt=json",
            "/v1/models/m/labels/other:predict",
            "/v1/models/m/versions/9:predict",
            "/v1/models/unrouted:predict",
            "/v1/models/m/versions/4",
            "/v1/models/m");
  }

  @Test
  void describesTheVersionThatMostPredictionsGet() throws Exception {
    route("models: {m: {split: {3: 10, 4: 90}}}");
    for (String path :
        List.of(
            "/v1/models/m/metadata",
            "/v1/models/m/versions/3/metadata",
            "/v2/models/m",
            "/v2/models/m/ready",
            "/v1/models/m")) {
      client.get(path).aggregate().join();
    }

    assertThat(paths())
        .containsExactly(
            "/v1/models/m/versions/4/metadata",
            "/v1/models/m/versions/3/metadata",
            "/v2/models/m/versions/4",
            "/v2/models/m/versions/4/ready",
            "/v1/models/m");
    for (String call :
        List.of(
            "tensorflow.serving.PredictionService/GetModelMetadata",
            "inference.GRPCInferenceService/ModelMetadata")) {
      MessageKind kind = ApiCall.of("POST", "/" + call).messages();
      ByteString name = UnknownFieldSet.newBuilder().addField(1, text("m")).build().toByteString();
      ByteString message =
          kind == MessageKind.NAMES
              ? name
              : UnknownFieldSet.newBuilder()
                  .addField(1, UnknownFieldSet.Field.newBuilder().addLengthDelimited(name).build())
                  .build()
                  .toByteString();
      assertThat(ModelMessage.models(kind, passedOn("/" + call, message)))
          .containsExactly(new NamedModel("m", new AskedVersion(false, "4")));
    }
  }

  /** What a message becomes on its way; the backend answers with what it was sent. */
  private ByteString passedOn(String path, ByteString message) throws IOException {
    AggregatedHttpResponse answer =
        client
            .execute(
                RequestHeaders.builder(HttpMethod.POST, path)
                    .set("content-type", "application/grpc")
                    .build(),
                GrpcFrame.body(message))
            .aggregate()
            .join();
    return GrpcFrame.message(answer.content().array(), "identity", 1000);
  }

  @Test
  void writesTheVersionIntoMessagesOfGrpc() throws Exception {
    route("models: {m: {split: {4: 100}}}");
    ByteString message =
        UnknownFieldSet.newBuilder()
            .addField(1, text("m"))
            .addField(5, text("inputs"))
            .build()
            .toByteString();
    ByteString sent = passedOn("/inference.GRPCInferenceService/ModelInfer", message);

    assertThat(ModelMessage.models(MessageKind.NAMES, sent))
        .containsExactly(new NamedModel("m", new AskedVersion(false, "4")));
    assertThat(UnknownFieldSet.parseFrom(sent).getField(5)).isEqualTo(text("inputs"));
  }

  private static UnknownFieldSet.Field text(String content) {
    return UnknownFieldSet.Field.newBuilder()
        .addLengthDelimited(ByteString.copyFromUtf8(content))
        .build();
  }

  /** Version 3 answers 1.0, and version 5 what a test wants. */
  private void answer(CompletableFuture<String> shadow) {
    backend.behaviour =
        (context, request) ->
            request.path().contains("/versions/5")
                ? HttpResponse.of(
                    shadow.thenApply(body -> HttpResponse.of(HttpStatus.OK, MediaType.JSON, body)))
                : HttpResponse.of(HttpStatus.OK, MediaType.JSON, "{\"predictions\": [1.0]}");
  }

  private void awaitShadows(String result, int count) {
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () ->
                metrics()
                    .contains(
                        "manabi_gateway_shadow_total{model=\"m\",result=\""
                            + result
                            + "\",version=\"5\"} "
                            + count
                            + ".0"));
  }

  @Test
  void comparesAShadowAndNeverReturnsIt() throws Exception {
    route("models: {m: {split: {3: 100}, shadow: {version: 5, tolerance: 0.01}}}");
    answer(CompletableFuture.completedFuture("{\"predictions\": [1.001]}"));
    assertThat(post("/v1/models/m:predict").contentUtf8()).isEqualTo("{\"predictions\": [1.0]}");
    awaitShadows("same", 1);
    answer(CompletableFuture.completedFuture("{\"predictions\": [1.1]}"));
    for (int i = 0; i < 3; i++) {
      assertThat(post("/v1/models/m:predict").contentUtf8()).isEqualTo("{\"predictions\": [1.0]}");
    }
    awaitShadows("different", 3);
    post("/v1/models/m/versions/5:predict");
    answer(CompletableFuture.failedFuture(new IOException("broken")));
    assertThat(post("/v1/models/m:predict").status()).isEqualTo(HttpStatus.OK);
    awaitShadows("different", 4);
  }

  @Test
  void leavesShadowsOutRatherThanToWaitForThem() throws Exception {
    route("models: {m: {split: {3: 100}, shadow: {version: 5, most-in-flight: 2}}}");
    CompletableFuture<String> late = new CompletableFuture<>();
    answer(late);
    for (int i = 0; i < 5; i++) {
      assertThat(post("/v1/models/m:predict").status()).isEqualTo(HttpStatus.OK);
    }
    awaitShadows("left out", 3);
    late.complete("{\"predictions\": [1.0]}");
    awaitShadows("same", 2);
  }

  @Test
  void refusesMoreThanAQuota() throws Exception {
    route("quotas: [{model: m, requests-per-second: 0.01, burst: 2}]");
    assertThat(post("/v1/models/m:predict").status()).isEqualTo(HttpStatus.OK);
    assertThat(post("/v1/models/m:predict").status()).isEqualTo(HttpStatus.OK);
    AggregatedHttpResponse refused = post("/v1/models/m:predict");

    assertThat(refused.status()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
    assertThat(refused.headers().getInt("retry-after")).isBetween(90, 100);
    assertThat(refused.contentUtf8())
        .contains("Clients without a key ask for more predictions of model 'm'");
    assertThat(post("/v1/models/other:predict").status()).isEqualTo(HttpStatus.OK);
    AggregatedHttpResponse grpc =
        client
            .execute(
                RequestHeaders.builder(
                        HttpMethod.POST, "/inference.GRPCInferenceService/ModelInfer")
                    .set("content-type", "application/grpc")
                    .build(),
                GrpcFrame.body(
                    UnknownFieldSet.newBuilder().addField(1, text("m")).build().toByteString()))
            .aggregate()
            .join();
    assertThat(grpc.headers().get("grpc-status")).isEqualTo("8");
    assertThat(grpc.headers().contains("retry-after")).isTrue();
  }
}
