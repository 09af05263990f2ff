package io.manabi.serving;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.stream.StreamMessage;
import io.manabi.prediction.TestModels;
import io.manabi.web.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to bring a server down: it is refused, and others are served. */
class AttacksIT {
  private static final int MIB = 1 << 20;
  private static final String GRPC = "/tensorflow.serving.PredictionService/Predict";

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = new RunningServer(builder -> builder.limits(Limits.DEFAULTS.withBodyBytes(32 * MIB)));
    server.models().load("half", "v1", 1, TestModels.halfPlus(2, directory.resolve("half")));
    server.models().load("examples", "v1", 1, TestModels.examples(directory.resolve("examples")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void servesOthers() throws Exception {
    server.requireServing("half");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/models/half:predict",
        "/v1/models/examples:classify",
        "/v1/models/examples:regress",
        "/v1/projects/p/models/half:predict",
        "/v2/models/half/infer"
      })
  void refusesBracketsWithoutEndAndWhatIsNotUtf8(String path) throws Exception {
    String brackets = "[".repeat(100_000);
    for (String body :
        List.of(
            brackets,
            "{\"a\":".repeat(100_000),
            "{\"instances\": " + brackets,
            "{\"inputs\": " + brackets + "]".repeat(100_000) + "}",
            "{\"examples\": [{\"x\": " + brackets + "]".repeat(100_000) + "}]}",
            "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": "
                + brackets
                + "]".repeat(100_000)
                + "}]}")) {
      assertThat(server.post(path, body).statusCode()).isEqualTo(400);
    }
    for (String bytes : List.of("\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00ff", "\u00e2\u0082")) {
      AggregatedHttpResponse answer =
          post(path, ("{\"x\": \"" + bytes + "\"}").getBytes(ISO_8859_1));
      assertThat(answer.status().code()).isEqualTo(400);
      assertThat(answer.contentUtf8()).contains("The body is not UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upgrade: a\"b", "Connection: x\", y", "Upgrade: \"", "Connection: \"x"})
  void refusesListsOfHeadersThatCannotBeRead(String header) throws Exception {
    RawHttp.Answer answer =
        RawHttp.send(
            server.port(),
            "POST /v1/models/half:predict HTTP/1.1\r\nHost: x\r\n"
                + header
                + "\r\nContent-Length: 2\r\n\r\n",
            "{}".getBytes(ISO_8859_1));
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.text()).contains("{ \"error\": \"");
  }

  @Test
  void refusesHalfOfASurrogatePairInExamples() throws Exception {
    HttpResponse<String> answer =
        server.post("/v1/models/examples:classify", "{\"examples\": [{\"x\": \"\\ud83d\"}]}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("The surrogate pair in string is invalid.");
  }

  @ParameterizedTest
  @CsvSource({
    "h1c,/v1/models/half:predict,413",
    "h2c,/v1/models/half:predict,413",
    "h1c,/v2/models/half/infer,413",
    "h2c,/v2/models/half/infer,413",
    "h2c,/v1/projects/p/models/half:predict,413",
    "h2c," + GRPC + ",200"
  })
  void refusesBodiesOf200Megabytes(String protocol, String path, int status) {
    for (boolean isLengthTold : new boolean[] {true, false}) {
      RequestHeadersBuilder head = head(path);
      if (isLengthTold) {
        head.contentLength(200L * MIB);
      }
      AggregatedHttpResponse answer = client(protocol).execute(endless(head)).aggregate().join();

      assertThat(answer.status().code()).isEqualTo(status);
      assertThat(grpcStatus(answer)).as(answer.toString()).isEqualTo(status == 200 ? "8" : "none");
    }
  }

  private static HttpRequest endless(RequestHeadersBuilder head) {
    return HttpRequest.of(
        head.build(),
        StreamMessage.fromOutputStream(
            out -> {
              try (out) {
                out.write(new byte[] {0, 0x0c, (byte) 0x80, 0, 0});
                for (int i = 0; i < 200; i++) {
                  out.write(new byte[i == 0 ? MIB - 5 : MIB]);
                }
              } catch (IOException e) {
                // The client has its answer and sends no more.
              }
            }));
  }

  private static WebClient client(String protocol) {
    return WebClient.builder(protocol + "://127.0.0.1:" + server.port())
        .responseTimeout(Duration.ofSeconds(20))
        .build();
  }

  private static RequestHeadersBuilder head(String path, String... headers) {
    RequestHeadersBuilder head =
        RequestHeaders.builder(HttpMethod.POST, path)
            .set("content-type", path.equals(GRPC) ? "application/grpc" : "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      head.set(headers[i], headers[i + 1]);
    }
    return head;
  }

  private static AggregatedHttpResponse post(String path, byte[] body, String... headers) {
    return client("h2c")
        .execute(head(path, headers).build(), HttpData.wrap(body))
        .aggregate()
        .join();
  }

  private static String grpcStatus(AggregatedHttpResponse answer) {
    String trailer = answer.trailers().get("grpc-status");
    return trailer == null ? answer.headers().get("grpc-status", "none") : trailer;
  }

  private static byte[] framed(int flag, byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) flag)
        .putInt(message.length)
        .put(message)
        .array();
  }

  @Test
  void refusesBombs() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    ByteArrayOutputStream deflate = new ByteArrayOutputStream();
    try (OutputStream gzipOut = new GZIPOutputStream(gzip);
        OutputStream deflateOut = new DeflaterOutputStream(deflate)) {
      // For gRPC it is a field that nobody knows, of 300 MiB; zeros alone are no message.
      CodedOutputStream message = CodedOutputStream.newInstance(gzipOut);
      message.writeTag(15, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      message.writeUInt32NoTag(300 * MIB);
      message.flush();
      for (int i = 0; i < 300; i++) {
        gzipOut.write(new byte[MIB]);
        deflateOut.write(new byte[MIB]);
      }
    }
    byte[] message = framed(1, gzip.toByteArray());

    for (String path : List.of("/v1/models/half:predict", "/v2/models/half/infer")) {
      assertThat(post(path, gzip.toByteArray(), "content-encoding", "gzip").status().code())
          .isEqualTo(413);
      assertThat(post(path, deflate.toByteArray(), "content-encoding", "deflate").status().code())
          .isEqualTo(413);
    }
    AggregatedHttpResponse answer = post(GRPC, message, "grpc-encoding", "gzip");
    assertThat(grpcStatus(answer)).as(answer.toString()).isEqualTo("8");
  }
}
