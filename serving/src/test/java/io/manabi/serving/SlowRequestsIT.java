package io.manabi.serving;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.manabi.prediction.TestModels;
import io.manabi.web.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that come slowly or never end: they are ended in time, and others are served. */
class SlowRequestsIT {
  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server =
        new RunningServer(
            builder -> builder.limits(Limits.DEFAULTS.withRequestTime(Duration.ofSeconds(3))));
    server.models().load("half", "v1", 1, TestModels.halfPlus(2, directory.resolve("half")));
    server.models().load("endless", "v1", 1, TestModels.endless(directory.resolve("endless")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void servesOthers() throws Exception {
    server.requireServing("half");
  }

  @Test
  void endsRequestsWhoseBodiesComeByteByByte() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port());
        slow.getOutputStream()
            .write(
                "POST /v1/models/half:predict HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n"
                    .getBytes(US_ASCII));
        clients.add(slow);
      }
      await()
          .atMost(Duration.ofSeconds(15))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                servesOthers();
                clients.removeIf(SlowRequestsIT::isEnded);
                return clients.isEmpty();
              });
    } finally {
      for (Socket each : clients) {
        each.close();
      }
    }
  }

  /** Sends another byte, and sees whether there is an answer. */
  private static boolean isEnded(Socket slow) {
    try {
      slow.getOutputStream().write(' ');
      if (slow.getInputStream().available() == 0) {
        return false;
      }
      byte[] answer = slow.getInputStream().readNBytes(12);
      assertThat(new String(answer, UTF_8)).isEqualTo("HTTP/1.1 408");
      slow.close();
      return true;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void endsRequestsThatNeverEndAndServesOthersMeanwhile() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 210; i++) {
      String signature = i % 2 == 0 ? "wait" : "loop";
      answers.add(
          server.sendAsync(
              "/v1/models/endless:predict",
              "{\"signature_name\": \"" + signature + "\", \"instances\": [1]}"));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
    while (!all.isDone()) {
      servesOthers();
    }
    all.get(20, TimeUnit.SECONDS);
    assertThat(answers).extracting(answer -> answer.join().statusCode()).containsOnly(504);
    assertThat(server.post("/v1/models/endless:predict", "{\"instances\": [1]}").statusCode())
        .isEqualTo(200);
  }
}
