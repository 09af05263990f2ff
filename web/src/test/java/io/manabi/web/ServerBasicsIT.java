package io.manabi.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpResponse;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Errors, limits and files of a server. */
class ServerBasicsIT {
  private static final Limits LIMITS =
      Limits.DEFAULTS
          .withConnections(20)
          .withHeaderTime(Duration.ofMillis(600))
          .withIdleTime(Duration.ofMillis(1500))
          .withRequestTime(Duration.ofSeconds(1));

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        new RunningServer(
            builder -> {
              LIMITS.applyTo(builder);
              new JsonErrors(LIMITS).applyTo(builder);
              builder
                  .service("/never", (context, request) -> HttpResponse.streaming())
                  .service(
                      "/fails",
                      (context, request) -> {
                        throw new IllegalStateException("a secret");
                      })
                  .service("/hello", (context, request) -> HttpResponse.of("hello"));
              new StaticFiles("/page/", ServerBasicsIT.class.getClassLoader(), "io/manabi/web/page")
                  .mountOn(builder);
            });
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void answersInJsonWhatNoServiceAnswers() throws Exception {
    assertAnswer(server.get("/none"), 404, "There is nothing at this path.");
    assertAnswer(server.get("/never"), 504, "There was no answer within 1 seconds.");
    assertAnswer(server.get("/fails"), 500, "Internal Server Error");
    assertAnswer(server.get("/page/../none"), 400, "Invalid request path");
  }

  private static void assertAnswer(
      java.net.http.HttpResponse<String> response, int code, String message) {
    assertThat(response.statusCode()).isEqualTo(code);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/json");
    assertThat(response.body()).isEqualTo("{ \"error\": \"" + message + "\" }");
  }

  @Test
  void answersClientsOfGrpcInTheirWay() throws Exception {
    java.net.http.HttpResponse<String> response =
        server.sendOverHttp2(
            server
                .request("/tensorflow.serving.Nothing/Predict")
                .header("Content-Type", "application/grpc+proto")
                .POST(BodyPublishers.ofByteArray(new byte[5])));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/grpc+proto");
    assertThat(response.headers().firstValue("grpc-status")).hasValue("12");
    assertThat(response.headers().firstValue("grpc-message"))
        .hasValue("There is nothing at this path.");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void closesAConnectionWhoseHeadersComeByteByByte() throws Exception {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      slow.setSoTimeout(20_000);
      slow.getOutputStream().write("GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(US_ASCII));
      await()
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> isRefused(slow));
    }
  }

  /** Whether bytes cannot be written any more; the first after the end still can. */
  private static boolean isRefused(Socket slow) {
    try {
      slow.getOutputStream().write('a');
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void closesAConnectionOverWhichNothingMoreIsAskedLater() throws Exception {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      long begin = System.nanoTime();

      String answer = new String(client.getInputStream().readAllBytes(), US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 200").endsWith("hello");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(LIMITS.headerTime());
    }
  }

  @Test
  void closesConnectionsAboveTheirNumber() throws Exception {
    Socket[] clients = new Socket[LIMITS.connections() + 1];
    try {
      for (int i = 0; i < clients.length; i++) {
        clients[i] = new Socket(InetAddress.getLoopbackAddress(), server.port());
      }
      Socket last = clients[clients.length - 1];
      last.setSoTimeout(20_000);
      long begin = System.nanoTime();
      assertThat(isClosed(last)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMITS.headerTime());
    } finally {
      for (Socket client : clients) {
        if (client != null) {
          client.close();
        }
      }
    }
    // Those that the server has not seen the end of yet still count.
    await().atMost(RunningServer.LIMIT).until(ServerBasicsIT::answers);
  }

  private static boolean isClosed(Socket client) {
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean answers() throws InterruptedException {
    try {
      return server.get("/hello").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void servesFilesWithTheirTypesAndAPolicy() throws Exception {
    java.net.http.HttpResponse<String> page = server.get("/page/");
    java.net.http.HttpResponse<String> script = server.get("/page/page.js");

    assertThat(page.body()).contains("<title>Page</title>");
    assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
    assertThat(page.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'self'; img-src 'self' data: blob:;");
    assertThat(script.headers().firstValue("content-type").orElseThrow()).contains("javascript");
    assertThat(server.get("/page/none.js").statusCode()).isEqualTo(404);
    assertThat(server.get("/page").headers().firstValue("location").orElseThrow())
        .endsWith("/page/");
  }

  @Test
  void refusesLimitsAndPathsThatMakeNoSense() {
    assertThatThrownBy(() -> LIMITS.withConnections(0))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The limit of 0 connections is none; expected a number above 0.");
    assertThatThrownBy(() -> LIMITS.withHeaderTime(Duration.ZERO))
        .hasMessageContaining("0 milliseconds for headers");
    assertThatThrownBy(() -> LIMITS.withUnpackedBytes(1L << 31)).hasMessageContaining("2 GiB");
    assertThatThrownBy(() -> new StaticFiles("draw", getClass().getClassLoader(), "x"))
        .hasMessageContaining("'draw'");
  }
}
