package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.PredictRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;

/** As {@link RestFuzzIT}, over gRPC: no code says that the server is to blame. */
class GrpcFuzzIT {
  /**
   * OK, INVALID_ARGUMENT, NOT_FOUND, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, OUT_OF_RANGE and
   * UNIMPLEMENTED.
   */
  private static final List<String> FORESEEN = List.of("0", "3", "5", "8", "9", "11", "12");

  @SuppressWarnings("NullAway.Init") // Set before the first property.
  private static FuzzedServer fuzzed;

  @SuppressWarnings("NullAway.Init")
  private static WebClient client;

  @BeforeContainer
  static void start() throws IOException {
    fuzzed = new FuzzedServer();
    client =
        WebClient.builder("h2c://127.0.0.1:" + fuzzed.server().port())
            .responseTimeout(Duration.ofSeconds(20))
            .build();
  }

  @AfterContainer
  static void stop() {
    if (fuzzed != null) {
      fuzzed.close();
    }
  }

  @AfterProperty
  void isStillWell() throws Exception {
    fuzzed.requireWell();
    for (GrpcMessages.Call call : GrpcMessages.GOOD) {
      if (!call.path().endsWith("Request")) {
        assertThat(status(call.path(), framed(call.message().toByteArray()))).isIn("0", "3");
      }
    }
  }

  private static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  private static String status(String path, byte[] body, String... headers) {
    RequestHeaders head =
        RequestHeaders.of(
            HttpMethod.POST, path, "content-type", "application/grpc", "te", "trailers");
    for (int i = 0; i < headers.length; i += 2) {
      head = head.toBuilder().set(headers[i], headers[i + 1]).build();
    }
    AggregatedHttpResponse answer = client.execute(head, HttpData.wrap(body)).aggregate().join();
    HttpHeaders trailers =
        answer.trailers().contains("grpc-status") ? answer.trailers() : answer.headers();
    return trailers.get("grpc-status", "none");
  }

  private static void ask(String path, byte[] body, String what, String... headers) {
    String status = status(path, body, headers);
    // What ends within a frame the library answers with UNKNOWN, before anything of ours is asked.
    boolean isCut = body.length < 5 || ByteBuffer.wrap(body).getInt(1) != body.length - 5;
    assertThat(isCut && status.equals("2") ? "3" : status).as(path + " " + what).isIn(FORESEEN);
    fuzzed.requireNoWarnings(path + " " + what);
  }

  @Example
  void clientsAreToldThatTheyAreToBlame() {
    String predict = "/tensorflow.serving.PredictionService/Predict";
    byte[] longName =
        PredictRequest.newBuilder()
            .setModelSpec(ModelSpec.newBuilder().setName("x".repeat(70_000)))
            .build()
            .toByteArray();

    assertThat(status(predict, framed(longName))).isEqualTo("5");
    assertThat(status(predict, framed(new byte[] {0x0a, 50, 1}))).isEqualTo("3");
    assertThat(status(predict, new byte[] {7, 0, 0, 0, 3, 1, 2, 3})).isEqualTo("3");
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void messagesMaySayAnything(@ForAll Random random) {
    GrpcMessages.Call call = new Mutations(random).any(GrpcMessages.GOOD);
    Message message = new OddMessages(random).mutated(call.message());
    ask(call.path(), framed(message.toByteArray()), message.toString());
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void messagesMayBeAnyBytes(@ForAll Random random) {
    Mutations mutations = new Mutations(random);
    GrpcMessages.Call call = mutations.any(GrpcMessages.GOOD);
    byte[] message = mutations.bytes(call.message().toByteArray());
    ask(call.path(), framed(message), ByteString.copyFrom(message).toString());
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void framesMayBeAnyBytes(@ForAll Random random) {
    Mutations mutations = new Mutations(random);
    GrpcMessages.Call call = mutations.any(GrpcMessages.GOOD);
    byte[] frame = mutations.bytes(framed(call.message().toByteArray()));
    ask(
        mutations.any(
            List.of(call.path(), call.path(), "/x/y", "/inference.GRPCInferenceService/None")),
        frame,
        ByteString.copyFrom(frame).toString(),
        "grpc-encoding",
        mutations.any(List.of("identity", "gzip", "br", "")),
        "content-type",
        mutations.any(
            List.of("application/grpc", "application/grpc+proto", "application/grpc+json")));
  }
}
