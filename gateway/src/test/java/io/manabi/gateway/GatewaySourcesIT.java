package io.manabi.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import io.manabi.core.ManabiException;
import io.manabi.gateway.calls.GrpcFrame;
import io.manabi.gateway.servers.Servers;
import io.manabi.web.Action;
import io.manabi.web.Keys;
import io.manabi.web.Traces;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a gateway has its servers from, and whom it lets in. */
class GatewaySourcesIT extends BehindGateway {
  @Test
  void takesServersFromAFileThatChanges(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("servers");
    Files.writeString(file, "# the first\n" + one.address() + "\n");
    gateway = started(Servers.ofFile(file), builder -> builder);
    assertThat(post(PREDICT, "x").headers().get("x-name")).isEqualTo("one");

    Files.writeString(file, two.address() + " # the other\n");
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> "two".equals(post(PREDICT, "x").headers().get("x-name")));
    Files.writeString(file, "nonsense\n");
    assertThat(post(PREDICT, "x").headers().get("x-name")).isEqualTo("two");
    assertThatThrownBy(() -> started(Servers.ofFile(file), builder -> builder))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("expected host:port");
  }

  @Test
  void findsServersByDns() {
    gateway = started(Servers.ofDns("localhost:" + one.port()), builder -> builder);

    assertThat(post(PREDICT, "x").headers().get("x-name")).isEqualTo("one");
  }

  private String key(Path file, String model) throws IOException {
    Keys.NewKey key = Keys.make("shop", Set.of(Action.PREDICT), Set.of(model), null);
    Files.writeString(file, key.line() + "\n");
    return key.secret();
  }

  private AggregatedHttpResponse predict(String key, String model, ByteString message) {
    return predict(
        key, model, message, message.isEmpty() ? "application/json" : "application/grpc");
  }

  private AggregatedHttpResponse predict(
      String key, String model, ByteString message, String type) {
    boolean isGrpc = !message.isEmpty();
    return client("h2c")
        .execute(
            RequestHeaders.builder(
                    HttpMethod.POST,
                    isGrpc
                        ? "/inference.GRPCInferenceService/ModelInfer"
                        : "/v1/models/" + model + ":predict")
                .set("authorization", "Bearer " + key)
                .set("content-type", type)
                .build(),
            isGrpc ? GrpcFrame.body(message) : "{}".getBytes(UTF_8))
        .aggregate()
        .join();
  }

  private static ByteString inferRequest(String model) {
    return UnknownFieldSet.newBuilder()
        .addField(
            1,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(model))
                .build())
        .build()
        .toByteString();
  }

  @Test
  void checksKeysAlsoOfModelsThatOnlyAMessageNames(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys");
    String key = key(file, "mine");
    Keys keys = Keys.of(file);
    gateway = gateway(builder -> builder.authenticator(keys));
    OPENED.add(keys);

    assertThat(post("/v1/models/mine:predict", "x").status().code()).isEqualTo(401);
    assertThat(predict(key, "mine", ByteString.EMPTY).status().code()).isEqualTo(200);
    assertThat(predict(key, "other", ByteString.EMPTY).status().code()).isEqualTo(403);
    AggregatedHttpResponse mine = predict(key, "mine", inferRequest("mine"));
    assertThat(mine.status().code()).isEqualTo(200);
    assertThat(mine.content().array()).isEqualTo(GrpcFrame.body(inferRequest("mine")));
    assertThat(predict(key, "", inferRequest("other")).headers().get("grpc-status")).isEqualTo("7");
    // A name that comes again is the one that counts.
    assertThat(
            predict(key, "", inferRequest("mine").concat(inferRequest("other")))
                .headers()
                .get("grpc-status"))
        .isEqualTo("7");
    // What servers would take for JSON may name another model to who reads it as protobuf.
    assertThat(
            predict(key, "", inferRequest("mine"), "application/grpc+json")
                .headers()
                .get("grpc-status"))
        .isEqualTo("3");
    assertThat(one.asked.size() + two.asked.size()).isEqualTo(2);
  }

  @Test
  void hasServersContinueItsOwnTraceOfARequest() {
    // Nothing listens there: what is sent to servers matters here.
    Traces traces = new Traces(URI.create("http://127.0.0.1:1"), "gateway", 1);
    OPENED.add(traces);
    gateway = gateway(builder -> builder.traces(traces));
    client("http")
        .execute(
            RequestHeaders.of(
                HttpMethod.POST,
                PREDICT,
                "traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            "{}")
        .aggregate()
        .join();
    RequestHeaders asked =
        Stream.of(one, two).flatMap(each -> each.asked.stream()).findFirst().orElseThrow();

    assertThat(asked.getAll("traceparent")).hasSize(1);
    assertThat(asked.get("traceparent"))
        .startsWith("00-0af7651916cd43dd8448eb211c80319c-")
        .doesNotContain("b7ad6b7169203331");
  }
}
