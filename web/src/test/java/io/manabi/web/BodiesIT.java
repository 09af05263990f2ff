package io.manabi.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.StreamMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are large, packed or broken. */
class BodiesIT {
  private static final int MIB = 1 << 20;
  private static final Limits LIMITS =
      Limits.DEFAULTS.withBodyBytes(2 * MIB).withUnpackedBytes(4 * MIB);
  private static final String TOO_LARGE =
      "{ \"error\": \"The request is larger than 2097152 bytes.\" }";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        new RunningServer(
            builder -> {
              LIMITS.applyTo(builder);
              new JsonErrors(LIMITS).applyTo(builder);
              builder
                  .service("/echo", RunningServer.ECHO.decorate(Compression.ofRequests(LIMITS)))
                  .decorator(Compression.ofAnswers());
            });
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void answers413OverHttp2ToAClientThatSendsAllBeforeItReads() throws Exception {
    java.net.http.HttpRequest.Builder request =
        server.request("/echo").POST(BodyPublishers.ofInputStream(() -> zeros(200 * MIB)));

    HttpResponse<String> response = server.sendOverHttp2(request);

    assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).isEqualTo(TOO_LARGE);
  }

  @Test
  void answers413OverHttp2BeforeTheBodyCameIfItsLengthIsTold() throws Exception {
    java.net.http.HttpRequest.Builder request =
        server.request("/echo").POST(BodyPublishers.ofByteArray(new byte[8 * MIB]));

    HttpResponse<String> response = server.sendOverHttp2(request);

    assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).isEqualTo(TOO_LARGE);
  }

  @Test
  void answers404OverHttp2AfterALongBody() throws Exception {
    HttpResponse<String> response =
        server.sendOverHttp2(
            server.request("/none").POST(BodyPublishers.ofByteArray(new byte[2 * MIB])));

    assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2c", "h1c"})
  void answers413ToAClientThatReadsWhileItSends(String protocol) {
    HttpData chunk = HttpData.wrap(new byte[MIB]);
    HttpRequest request =
        HttpRequest.of(
            RequestHeaders.of(HttpMethod.POST, "/echo"),
            StreamMessage.fromOutputStream(
                out -> {
                  try (out) {
                    for (int i = 0; i < 200; i++) {
                      out.write(chunk.array());
                    }
                  } catch (IOException e) {
                    // The client has its answer and sends no more.
                  }
                }));

    AggregatedHttpResponse response =
        WebClient.builder(protocol + "://127.0.0.1:" + server.port())
            .responseTimeout(RunningServer.LIMIT)
            .build()
            .execute(request)
            .aggregate()
            .join();

    assertThat(response.status().code()).isEqualTo(413);
    assertThat(response.contentUtf8()).isEqualTo(TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "deflate", "GZIP"})
  void unpacksRequests(String encoding) throws Exception {
    HttpResponse<byte[]> response =
        post(encoding, packed(encoding, "{\"a\": 1}".getBytes(UTF_8)), "identity");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).asString(UTF_8).isEqualTo("{\"a\": 1}");
  }

  @Test
  void takesSeveralPacketsOfGzipAsOneBody() throws Exception {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(packed("gzip", "[1,".getBytes(UTF_8)));
    both.write(packed("gzip", "2]".getBytes(UTF_8)));

    assertThat(post("gzip", both.toByteArray(), "identity").body())
        .asString(UTF_8)
        .isEqualTo("[1,2]");
  }

  @Test
  void refusesBodiesThatCannotBeUnpacked() throws Exception {
    byte[] whole = packed("gzip", "{\"instances\": [1, 2, 3]}".getBytes(UTF_8));
    byte[] broken = whole.clone();
    broken[broken.length - 6] ^= 1;
    for (byte[] body :
        new byte[][] {
          "{}".getBytes(UTF_8), broken, Arrays.copyOf(whole, whole.length - 9), new byte[0]
        }) {
      HttpResponse<byte[]> response = post("gzip", body, "identity");

      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body())
          .asString(UTF_8)
          .startsWith("{ \"error\": \"The body is labelled 'gzip', but cannot be decompressed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "snappy", "gzip, gzip", "\"\u00e4"})
  void refusesEncodingsThatItDoesNotKnow(String encoding) throws Exception {
    HttpResponse<byte[]> response = post(encoding, new byte[MIB], "identity");

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("accept-encoding")).hasValue("gzip, deflate");
    assertThat(response.body()).asString(UTF_8).contains("expected gzip, deflate or none.");
  }

  @Test
  void refusesAnEncodingOverHttp2AfterALongBody() throws Exception {
    HttpResponse<String> response =
        server.sendOverHttp2(
            server
                .request("/echo")
                .header("Content-Encoding", "br")
                .POST(BodyPublishers.ofByteArray(new byte[2 * MIB])));

    assertThat(response.statusCode()).isEqualTo(415);
  }

  /** 256 MiB, in a body of some hundred kilobytes. */
  @Test
  void stopsUnpackingAtTheLimit() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bomb)) {
      zeros(256 * MIB).transferTo(out);
    }

    HttpResponse<byte[]> response = post("gzip", bomb.toByteArray(), "identity");

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body())
        .asString(UTF_8)
        .contains("larger than 4194304 bytes when it is decompressed");
    assertThat(post("gzip", packed("gzip", new byte[4 * MIB]), "identity").statusCode())
        .isEqualTo(200);
    assertThat(post("gzip", packed("gzip", new byte[4 * MIB + 1]), "identity").statusCode())
        .isEqualTo(413);
  }

  @Test
  void packsAnswersIfTheClientAsks() throws Exception {
    byte[] text = "[1.0, 2.0] ".repeat(1000).getBytes(UTF_8);

    HttpResponse<byte[]> packed = post("identity", text, "gzip, br");
    HttpResponse<byte[]> plain = post("identity", text, "identity");
    HttpResponse<byte[]> small = post("identity", new byte[10], "gzip");

    assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(packed.headers().firstValue("vary")).hasValue("accept-encoding");
    assertThat(packed.body()).hasSizeLessThan(500);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
        .isEqualTo(text);
    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(plain.body()).isEqualTo(text);
    assertThat(small.headers().firstValue("content-encoding")).isEmpty();
  }

  private static HttpResponse<byte[]> post(String encoding, byte[] body, String accepted)
      throws IOException, InterruptedException {
    return java.net.http.HttpClient.newHttpClient()
        .send(
            server
                .request("/echo")
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .header("Content-Encoding", encoding)
                .header("Accept-Encoding", accepted)
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private static byte[] packed(String encoding, byte[] body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        encoding.equals("deflate")
            ? new DeflaterOutputStream(packed)
            : new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return packed.toByteArray();
  }

  private static java.io.InputStream zeros(int size) {
    byte[] chunk = new byte[MIB];
    return new java.io.SequenceInputStream(
        java.util.Collections.enumeration(
            Stream.generate(() -> new ByteArrayInputStream(chunk)).limit(size / MIB).toList()));
  }
}
