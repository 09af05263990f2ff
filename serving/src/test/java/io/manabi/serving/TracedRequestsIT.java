package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.manabi.prediction.TestModels;
import io.manabi.web.TraceCollector;
import io.manabi.web.Traces;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests are traced with their parts, whatever protocol they come by. */
class TracedRequestsIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static TraceCollector collector;
  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    collector = new TraceCollector();
    // Of requests whose clients have not decided, none is traced.
    Traces traces = new Traces(collector.address(), "prediction", 0);
    server = new RunningServer(builder -> builder.traces(traces));
    server.models().load("other", "v1", 1, TestModels.halfPlus(3, directory.resolve("2")));
  }

  @AfterAll
  static void stop() {
    server.close();
    collector.close();
  }

  private static String predict(String model, String trace) throws Exception {
    return server
        .send(
            server
                .request("/v1/models/" + model + ":predict")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .POST(BodyPublishers.ofString("{\"instances\": [1, 3]}")))
        .body();
  }

  @Test
  void tracesThePartsOfARequestBelowIt() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    predict("other", trace);
    String ofInference = "4bf92f3577b34da6a3ce929d0e0e4737";
    server.send(
        server
            .request("/v2/models/other/infer")
            .header("traceparent", "00-" + ofInference + "-00f067aa0ba902b7-01")
            .POST(
                BodyPublishers.ofString(
                    "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\","
                        + " \"data\": [1]}]}")));
    assertParts(trace);
    assertParts(ofInference);
  }

  private static void assertParts(String trace) {
    await().atMost(LIMIT).until(() -> collector.spans(trace).size() >= 5);
    List<TraceCollector.Span> spans = collector.spans(trace);
    TraceCollector.Span request =
        spans.stream().filter(span -> span.name().startsWith("POST")).findFirst().orElseThrow();
    List<TraceCollector.Span> parts =
        spans.stream().filter(span -> !span.name().startsWith("POST")).toList();

    assertThat(request.parent()).isEqualTo("00f067aa0ba902b7");
    assertThat(parts).allMatch(part -> part.parent().equals(request.id()));
    assertThat(parts.stream().sorted(Comparator.comparingLong(TraceCollector.Span::end)))
        .extracting(TraceCollector.Span::name)
        .containsExactly("decode", "queue", "run", "encode");
    assertThat(parts).allMatch(part -> part.start() <= part.end());
  }
}
