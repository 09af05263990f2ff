package io.manabi.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpResponse;
import io.manabi.core.ManabiException;
import io.opentelemetry.api.trace.Span;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells of itself. */
class WatchingIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT_SPAN = "00f067aa0ba902b7";
  private static final Keys.NewKey KEY = Keys.make("shop", Set.of(Action.READ), Set.of("*"), null);

  @TempDir private static Path directory;
  private static TraceCollector collector;
  private static Keys keys;
  private static Traces traces;
  private static Metrics metrics;
  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    collector = new TraceCollector();
    traces = new Traces(collector.address(), "prediction", 1);
    metrics = new Metrics();
    metrics.registry().counter("manabi.predictions", "model", "MNIST").increment(3);
    keys = Keys.of(Files.writeString(directory.resolve("keys"), KEY.line()));
    server = start(new AccessLog(1));
  }

  private static RunningServer start(AccessLog log) {
    return new RunningServer(
        builder -> {
          metrics.applyTo(builder);
          new JsonErrors(Limits.DEFAULTS).applyTo(builder);
          builder
              .accessLogWriter(log, true)
              .service("/metrics", metrics.service())
              .service("/models/{name}", RunningServer.ECHO)
              .service(
                  "/hello",
                  (context, request) -> {
                    Span run =
                        traces
                            .tracer()
                            .spanBuilder("run the model")
                            .setParent(Traces.context(context))
                            .startSpan();
                    run.end();
                    return HttpResponse.of("hello");
                  })
              .service("/fails", (context, request) -> HttpResponse.of(503))
              .decorator(
                  Guard.newDecorator(
                      List.of(keys),
                      (method, path) ->
                          path.startsWith("/models")
                              ? Optional.of(Need.withServer(Action.READ))
                              : Optional.empty()))
              .decorator(traces::trace);
        });
  }

  @AfterAll
  static void stop() {
    server.close();
    metrics.close();
    traces.close();
    keys.close();
    collector.close();
  }

  @Test
  void writesALineOfJsonForEachRequest() throws Exception {
    try (LoggedLines log = new LoggedLines(AccessLog.LOGGER)) {
      Instant begin = Instant.now();
      server.send(
          server
              .request("/models/a%22b%C3%A9?token=secret-query")
              .header("User-Agent", "evil \"\\ \u00e9\u009b")
              .header("Authorization", "Bearer " + KEY.secret())
              .POST(BodyPublishers.ofString("secret-body")));

      JsonNode line = JSON.readTree(lines(log, 1).get(0));
      assertThat(Instant.parse(line.get("time").asText()))
          .isBetween(begin.minusMillis(1), Instant.now());
      assertThat(line.get("client").asText()).isEqualTo("127.0.0.1");
      assertThat(line.get("protocol").asText()).isEqualTo("h1c");
      assertThat(line.get("method").asText()).isEqualTo("POST");
      assertThat(line.get("path").asText()).isEqualTo("/models/a%22b%C3%A9");
      assertThat(line.get("status").asInt()).isEqualTo(200);
      assertThat(line.get("bytes_in").asInt()).isEqualTo(11);
      assertThat(line.get("bytes_out").asInt()).isEqualTo(11);
      assertThat(line.get("ms").asDouble()).isBetween(0.001, 20_000.0);
      assertThat(line.get("key").asText()).isEqualTo("shop");
      assertThat(line.get("user_agent").asText()).startsWith("evil \"\\ ");
      assertThat(log.lines().get(0))
          .matches("[ -~]+")
          .doesNotContain("secret", KEY.secret(), "Bearer");
    }
  }

  @Test
  void tellsTheStatusOfGrpcAndNoKeyWhereNoneWas() throws Exception {
    try (LoggedLines log = new LoggedLines(AccessLog.LOGGER)) {
      server.send(
          server
              .request("/models/x")
              .header("Content-Type", "application/grpc")
              .POST(BodyPublishers.noBody()));

      JsonNode line = JSON.readTree(lines(log, 1).get(0));
      assertThat(line.get("status").asInt()).isEqualTo(200);
      assertThat(line.get("grpc_status").asText()).isEqualTo("16");
      assertThat(line.has("key")).isFalse();
    }
  }

  @Test
  void leavesOutRequestsByChanceButNoFailures() throws Exception {
    try (LoggedLines log = new LoggedLines(AccessLog.LOGGER);
        RunningServer sampled = start(new AccessLog(0))) {
      for (int i = 0; i < 20; i++) {
        sampled.get("/hello");
      }
      sampled.get("/fails");
      sampled.get("/none");

      assertThat(lines(log, 2)).hasSize(2).allMatch(line -> line.contains("\"status\":"));
    }
    assertThatThrownBy(() -> new AccessLog(1.5))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> new AccessLog(Double.NaN)).isInstanceOf(ManabiException.class);
  }

  private static List<String> lines(LoggedLines log, int number) {
    await().atMost(RunningServer.LIMIT).until(() -> log.lines().size() >= number);
    return log.lines();
  }

  @Test
  void tellsItsMeasurementsToPrometheus() throws Exception {
    java.net.http.HttpResponse<String> response = server.get("/metrics");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain");
    List<String> lines = response.body().lines().toList();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("manabi_predictions_total{model=\"MNIST\"} 3.0"))
        .anyMatch(line -> isAbove(line, "process_resident_memory_bytes", 50e6))
        .anyMatch(line -> isAbove(line, "process_files_open_files", 5))
        .anyMatch(line -> isAbove(line, "jvm_memory_used_bytes{area=\"heap\"", 1000))
        .anyMatch(line -> isAbove(line, "jvm_buffer_memory_used_bytes{id=\"direct\"", -1))
        .anyMatch(line -> isAbove(line, "jvm_threads_live_threads", 5))
        .anyMatch(line -> line.startsWith("jvm_gc_"))
        .anyMatch(line -> line.startsWith("armeria_server_"));
  }

  private static boolean isAbove(String line, String name, double bound) {
    return line.startsWith(name)
        && Double.parseDouble(line.substring(line.lastIndexOf(' '))) > bound;
  }

  @Test
  void continuesTheTraceOfTheClient() throws Exception {
    server.send(
        server.request("/hello").header("traceparent", "00-" + TRACE + "-" + CLIENT_SPAN + "-01"));
    await().atMost(RunningServer.LIMIT).until(() -> spansOfTheClient().size() == 2);

    List<TraceCollector.Span> spans = spansOfTheClient();
    assertThat(spans)
        .extracting(TraceCollector.Span::name)
        .containsExactlyInAnyOrder("GET /hello", "run the model");
    TraceCollector.Span request = named(spans, "GET /hello");
    assertThat(request.parent()).isEqualTo(CLIENT_SPAN);
    assertThat(named(spans, "run the model").parent()).isEqualTo(request.id());
    assertThat(request.attributes())
        .contains("http.response.status_code", "http.route", "url.path");
    assertThat(collector.attributesOfService()).contains("service.name");
  }

  @Test
  void refusesEndpointsThatItCannotSendTo() {
    assertThatThrownBy(() -> new Traces(URI.create("grpc://x:4317"), "prediction", 1))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("grpc://x:4317");
    assertThatThrownBy(() -> new Traces(URI.create("http://x:4318"), "prediction", -1))
        .isInstanceOf(ManabiException.class);
  }

  private static List<TraceCollector.Span> spansOfTheClient() {
    traces.flush();
    return collector.spans(TRACE);
  }

  private static TraceCollector.Span named(List<TraceCollector.Span> spans, String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }
}
