package io.manabi.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.server.HttpStatusException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.manabi.gateway.servers.UpstreamOptions;
import io.manabi.web.Limits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway does with requests before servers that do what a test wants. */
class GatewayIT extends BehindGateway {
  @ParameterizedTest
  @ValueSource(strings = {"h1c", "h2c"})
  void passesOnWhatItIsAsked(String protocol) {
    RequestHeaders headers =
        RequestHeaders.builder(HttpMethod.POST, "/v1/models/a%20b:predict?alt=json&x=%2F")
            .set("x-mine", "1")
            .set("authorization", "Bearer secret")
            .set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .set("x-forwarded-for", "10.1.1.1")
            .set("keep-alive", "timeout=5")
            .set("proxy-connection", "keep-alive")
            .build();
    AggregatedHttpResponse answer =
        client(protocol).execute(headers, "{\"instances\": [1]}").aggregate().join();

    assertThat(answer.status()).isEqualTo(HttpStatus.OK);
    assertThat(answer.contentUtf8()).isEqualTo("{\"instances\": [1]}");
    assertThat(answer.headers().get("x-name")).isIn("one", "two");
    RequestHeaders asked =
        Stream.of(one, two).flatMap(each -> each.asked.stream()).findFirst().get();
    assertThat(asked.path()).isEqualTo("/v1/models/a%20b:predict?alt=json&x=%2F");
    assertThat(asked.get("x-mine")).isEqualTo("1");
    assertThat(asked.get("authorization")).isEqualTo("Bearer secret");
    assertThat(asked.get("traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
    assertThat(asked.get("x-forwarded-for")).isEqualTo("10.1.1.1, 127.0.0.1");
    assertThat(asked.get("x-forwarded-proto")).isEqualTo("http");
    assertThat(asked.get("x-forwarded-host")).isEqualTo("127.0.0.1:" + gateway.port());
    assertThat(asked.contains("keep-alive")).isFalse();
    assertThat(asked.contains("proxy-connection")).isFalse();
  }

  @Test
  void passesOnLargeBodiesAndStreams() {
    String large = "x".repeat(20 << 20);

    assertThat(post("/v2/models/half/infer", large).contentUtf8()).isEqualTo(large);
    assertThat(post("/some/stream", large).contentUtf8()).isEqualTo(large);
    assertThat(post(PREDICT, "x".repeat(33 << 20)).status())
        .isEqualTo(HttpStatus.REQUEST_ENTITY_TOO_LARGE);
  }

  @Test
  void passesOnCallsOfGrpcAndTheirStreams() throws Exception {
    HealthCheckResponse health =
        stub(HealthGrpc.HealthBlockingStub.class).check(HealthCheckRequest.getDefaultInstance());
    CompletableFuture<ServerReflectionResponse> first = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> asking =
        stub(ServerReflectionGrpc.ServerReflectionStub.class)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse value) {
                    first.complete(value);
                  }

                  @Override
                  public void onError(Throwable t) {
                    first.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {}
                });
    asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    assertThat(first.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
        .isNotEmpty();
    asking.onCompleted();
    assertThatThrownBy(
            () ->
                stub(HealthGrpc.HealthBlockingStub.class)
                    .check(HealthCheckRequest.newBuilder().setService("unknown").build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  @Test
  void asksTheServerWithTheLeastToDo() {
    CompletableFuture<Void> first = held(one);
    CompletableFuture<Void> second = held(two);
    List<CompletableFuture<AggregatedHttpResponse>> waiting =
        IntStream.range(0, 8).mapToObj(i -> client("http").post(PREDICT, "x").aggregate()).toList();
    Awaitility.await().atMost(LIMIT).until(() -> one.asked.size() + two.asked.size() == 8);
    assertThat(one.asked).hasSize(4);
    two.behaviour = two.usual;
    second.complete(null);
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> waiting.stream().filter(CompletableFuture::isDone).count() == 4);

    for (int i = 0; i < 20; i++) {
      assertThat(post(PREDICT, "x").headers().get("x-name")).isEqualTo("two");
    }
    first.complete(null);

    assertThat(one.asked).hasSize(4);
    assertThat(waiting).allSatisfy(each -> assertThat(each.join().status().code()).isEqualTo(200));
  }

  /** Has a server wait with its answers until what this returns is complete. */
  private static CompletableFuture<Void> held(Backend backend) {
    CompletableFuture<Void> held = new CompletableFuture<>();
    backend.behaviour =
        (context, request) ->
            HttpResponse.of(held.thenApply(done -> backend.usual.answer(context, request)));
    return held;
  }

  @Test
  void asksAnotherServerIfOneBreaksInTheMiddleOfItsAnswer() {
    one.behaviour =
        (context, request) -> {
          // The headers and a part of the body, and then nothing but a reset.
          HttpResponse broken =
              HttpResponse.of(
                  StreamMessage.concat(
                      StreamMessage.of(ResponseHeaders.of(200), HttpData.ofUtf8("{\"predic")),
                      StreamMessage.aborted(new IllegalStateException("broken"))));
          return broken;
        };

    for (int i = 0; i < 20; i++) {
      assertThat(post(PREDICT, "x").headers().get("x-name")).isEqualTo("two");
    }
    assertThat(one.asked).isNotEmpty();
  }

  @Test
  void doesNotAskTwiceWhatMayNotBeAskedTwice() {
    AtomicInteger asked = new AtomicInteger();
    Backend.Behaviour broken =
        (context, request) -> {
          asked.incrementAndGet();
          return HttpResponse.ofFailure(HttpStatusException.of(503));
        };
    one.behaviour = broken;
    two.behaviour = broken;

    assertThat(post("/v1/unknown", "x").status().code()).isEqualTo(503);
    assertThat(asked).hasValue(1);
    assertThat(post(PREDICT, "x").status().code()).isEqualTo(503);
    assertThat(asked).hasValue(1 + UpstreamOptions.DEFAULTS.attempts());
  }

  @ParameterizedTest
  @ValueSource(strings = {"h1c", "h2c"})
  void cancelsWhatItsClientCancels(String protocol) {
    CompletableFuture<Throwable> cancelled = new CompletableFuture<>();
    Backend.Behaviour hanging =
        (context, request) -> {
          Object unused = context.whenRequestCancelled().thenAccept(cancelled::complete);
          return HttpResponse.streaming();
        };
    one.behaviour = hanging;
    two.behaviour = hanging;
    HttpResponse answer = client(protocol).post(PREDICT, "x");
    CompletableFuture<AggregatedHttpResponse> whole = answer.aggregate();
    Awaitility.await().atMost(LIMIT).until(() -> one.asked.size() + two.asked.size() == 1);

    answer.abort();

    assertThat(cancelled.orTimeout(20, TimeUnit.SECONDS).join()).isNotNull();
    assertThat(whole).isCompletedExceptionally();
    assertThat(one.asked.size() + two.asked.size()).isOne();
  }

  @Test
  void keepsTheDeadlineOfTheClient() {
    Backend.Behaviour hanging = (context, request) -> HttpResponse.streaming();
    one.behaviour = hanging;
    two.behaviour = hanging;
    AggregatedHttpResponse late =
        client("h2c")
            .execute(
                HttpRequest.of(
                    RequestHeaders.builder(
                            HttpMethod.POST, "/tensorflow.serving.PredictionService/Predict")
                        .set("content-type", "application/grpc")
                        .set("grpc-timeout", "200m")
                        .build()))
            .aggregate()
            .join();

    assertThat(late.headers().get("grpc-status")).isEqualTo("4");
    RequestHeaders asked =
        Stream.of(one, two).flatMap(each -> each.asked.stream()).findFirst().get();
    assertThat(asked.get("grpc-timeout")).isEqualTo("200m");
    assertThat(one.asked.size() + two.asked.size()).isOne();
    gateway =
        gateway(builder -> builder.limits(Limits.DEFAULTS.withRequestTime(Duration.ofMillis(200))));
    AggregatedHttpResponse rest = post(PREDICT, "x");
    assertThat(rest.status()).isEqualTo(HttpStatus.GATEWAY_TIMEOUT);
    assertThat(rest.contentUtf8()).startsWith("{ \"error\": \"");
  }

  @Test
  void saysInTheFormOfTheProtocolThatNoServerIsThere() {
    one.healthy.setHealthy(false);
    two.healthy.setHealthy(false);
    WebClient client = client("http");
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> client.get("/healthz").aggregate().join().status().code() == 503);
    AggregatedHttpResponse rest = post(PREDICT, "x");

    assertThat(rest.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(rest.contentUtf8())
        .isEqualTo(
            "{ \"error\": \"No prediction server is healthy of those in "
                + one.address()
                + ", "
                + two.address()
                + "; start one, or see why its health check fails.\" }");
    assertThatThrownBy(
            () ->
                stub(HealthGrpc.HealthBlockingStub.class)
                    .check(HealthCheckRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
              assertThat(e.getStatus().getDescription()).contains("No prediction server");
            });

    two.healthy.setHealthy(true);
    Awaitility.await().atMost(LIMIT).until(() -> post(PREDICT, "x").status().code() == 200);
  }

  @Test
  void leavesAServerAloneThatFails() {
    AtomicInteger failed = new AtomicInteger();
    one.behaviour =
        (context, request) -> {
          failed.incrementAndGet();
          return HttpResponse.of(HttpStatus.BAD_GATEWAY);
        };
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(LIMIT)
        .until(
            () -> {
              post(PREDICT, "x");
              return metrics()
                  .contains("manabi_gateway_left_out{server=\"" + one.address() + "\"} 1");
            });
    int before = failed.get();
    for (int i = 0; i < 50; i++) {
      assertThat(post(PREDICT, "x").headers().get("x-name")).isEqualTo("two");
    }
    assertThat(failed).hasValue(before);

    one.behaviour = one.usual;
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(LIMIT)
        .until(() -> "one".equals(post(PREDICT, "x").headers().get("x-name")));
  }

  private String metrics() {
    return client("http").get("/metrics").aggregate().join().content(UTF_8);
  }

  @Test
  void endsAfterWhatHasBegun() throws Exception {
    CompletableFuture<Void> held = new CompletableFuture<>();
    Backend.Behaviour waiting =
        (context, request) -> HttpResponse.of(held.thenApply(done -> HttpResponse.of(200)));
    one.behaviour = waiting;
    two.behaviour = waiting;
    CompletableFuture<AggregatedHttpResponse> begun = client("h1c").post(PREDICT, "x").aggregate();
    Awaitility.await().atMost(LIMIT).until(() -> one.asked.size() + two.asked.size() == 1);
    gateway.setReady(false);

    assertThat(client("http").get("/healthz").aggregate().join().status().code()).isEqualTo(503);
    assertThat(client("http").get("/v2/health/ready").aggregate().join().status().code())
        .isEqualTo(503);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(gateway::close);
    assertThat(begun).isNotDone();
    held.complete(null);
    assertThat(begun.get(20, TimeUnit.SECONDS).status().code()).isEqualTo(200);
    closing.get(20, TimeUnit.SECONDS);
  }
}
