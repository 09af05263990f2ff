package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import io.manabi.prediction.TestModels;
import io.manabi.web.Traces;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests are traced with their parts, whatever protocol they come by. */
class TracedRequestsIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Queue<byte[]> sent = new ConcurrentLinkedQueue<>();
  private static Server collector;
  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    collector =
        Server.builder()
            .http(0)
            .service(
                "/v1/traces",
                (context, request) ->
                    HttpResponse.of(
                        request
                            .aggregate()
                            .thenApply(
                                whole -> {
                                  sent.add(whole.content().array());
                                  return HttpResponse.of(HttpStatus.OK);
                                })))
            .build();
    collector.start().join();
    // Of requests whose clients have not decided, none is traced.
    Traces traces =
        new Traces(URI.create("http://127.0.0.1:" + collector.activeLocalPort()), "prediction", 0);
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

  private static void assertParts(String trace) throws Exception {
    await().atMost(LIMIT).until(() -> spans(trace).size() >= 5);
    List<UnknownFieldSet> spans = spans(trace);
    UnknownFieldSet request =
        spans.stream().filter(span -> text(span, 5).startsWith("POST")).findFirst().orElseThrow();
    List<UnknownFieldSet> parts =
        spans.stream().filter(span -> !text(span, 5).startsWith("POST")).toList();

    assertThat(hex(request, 4)).isEqualTo("00f067aa0ba902b7");
    assertThat(parts).allMatch(part -> hex(part, 4).equals(hex(request, 2)));
    assertThat(parts.stream().sorted((a, b) -> Long.compare(time(a, 8), time(b, 8))))
        .extracting(part -> text(part, 5))
        .containsExactly("decode", "queue", "run", "encode");
    assertThat(parts).allMatch(part -> time(part, 7) <= time(part, 8));
  }

  /** All of a trace that the collector got: requests of resources of scopes of spans. */
  private static List<UnknownFieldSet> spans(String trace) throws Exception {
    List<UnknownFieldSet> spans = new ArrayList<>();
    for (byte[] body : sent) {
      for (UnknownFieldSet resource : children(UnknownFieldSet.parseFrom(body), 1)) {
        for (UnknownFieldSet scope : children(resource, 2)) {
          spans.addAll(children(scope, 2));
        }
      }
    }
    return spans.stream().filter(span -> hex(span, 1).equals(trace)).toList();
  }

  private static List<UnknownFieldSet> children(UnknownFieldSet message, int field)
      throws Exception {
    List<UnknownFieldSet> children = new ArrayList<>();
    for (ByteString child : message.getField(field).getLengthDelimitedList()) {
      children.add(UnknownFieldSet.parseFrom(child));
    }
    return children;
  }

  private static long time(UnknownFieldSet span, int field) {
    return span.getField(field).getFixed64List().get(0);
  }

  private static String hex(UnknownFieldSet span, int field) {
    return HexFormat.of().formatHex(bytes(span, field).toByteArray());
  }

  private static String text(UnknownFieldSet span, int field) {
    return bytes(span, field).toStringUtf8();
  }

  private static ByteString bytes(UnknownFieldSet span, int field) {
    List<ByteString> values = span.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? ByteString.EMPTY : values.get(0);
  }
}
