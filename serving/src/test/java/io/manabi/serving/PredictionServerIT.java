package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.TestModels;
import io.manabi.web.Listening;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionServerIT {
  @Test
  void saysThatThePortIsInUse() {
    try (RunningServer first = new RunningServer(builder -> builder);
        ServedModels models = new ServedModels();
        PredictionServer second = PredictionServer.builder(models).port(first.port()).build()) {
      assertThatThrownBy(second::start)
          .isInstanceOf(ManabiException.class)
          .hasMessage(
              String.format(
                  Locale.ROOT,
                  "Port %d on 127.0.0.1 is in use by another program; choose another with --port.",
                  first.port()))
          .extracting(e -> ((ManabiException) e).code())
          .isEqualTo(ErrorCode.RESOURCES);
      assertThatThrownBy(() -> Listening.requireFree(first.port()))
          .isInstanceOf(ManabiException.class)
          .hasMessageContaining("Port %d on 127.0.0.1 is in use", first.port());
    }
    Listening.requireFree(0);
  }

  @Test
  void refusesHostsPortsAndPathsThatDoNotExist() {
    try (ServedModels models = new ServedModels()) {
      PredictionServerBuilder builder = PredictionServer.builder(models);

      assertThatThrownBy(() -> builder.port(65_536)).hasMessageContaining("Port 65536");
      assertThatThrownBy(() -> builder.staticFiles("draw", getClass().getClassLoader(), "x"))
          .hasMessageContaining("'draw'");
      assertThatThrownBy(() -> builder.host("no.such.host.invalid").build())
          .hasMessageContaining("There is no host no.such.host.invalid");
    }
  }

  @Test
  void tellsThatItIsHealthy() throws Exception {
    try (RunningServer server = new RunningServer(builder -> builder)) {
      assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void servesFilesWithTheirTypesAndAPolicy() throws Exception {
    try (RunningServer server =
        new RunningServer(
            builder ->
                builder.staticFiles(
                    "/page/", getClass().getClassLoader(), "io/manabi/serving/page"))) {
      HttpResponse<String> page = server.get("/page/");
      HttpResponse<String> script = server.get("/page/page.js");

      assertThat(page.body()).contains("<title>Page</title>");
      assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
      assertThat(page.headers().firstValue("cache-control").orElseThrow()).isEqualTo("no-store");
      assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
          .startsWith("default-src 'self'; img-src 'self' data: blob:;");
      assertThat(script.headers().firstValue("content-type").orElseThrow()).contains("javascript");
      assertThat(server.get("/page/../PredictionServerIT.class").statusCode()).isEqualTo(400);
      assertThat(server.get("/page/none.js").statusCode()).isEqualTo(404);
      for (String path : new String[] {"/", "/page"}) {
        HttpResponse<String> redirect = server.get(path);
        assertThat(redirect.statusCode()).isEqualTo(307);
        assertThat(redirect.headers().firstValue("location")).contains("/page/");
      }
    }
  }

  @Test
  void answersRightWhileVersionsComeAndGo(@TempDir Path directory) throws Exception {
    Path one = TestModels.halfPlus(1, directory.resolve("1"));
    Path two = TestModels.halfPlus(2, directory.resolve("2"));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try (RunningServer server = new RunningServer(builder -> builder)) {
      server.models().load("half", "v1", 1, one);
      List<Future<Integer>> answered = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        answered.add(clients.submit(askUntil(done, server)));
      }
      for (int round = 0; round < 15; round++) {
        server.models().load("half", "v2", 2, two);
        server.models().setDefault("half", "v2");
        server.models().unload("half", "v1");
        server.models().load("half", "v1", 1, one);
        server.models().setDefault("half", "v1");
        server.models().unload("half", "v2");
      }
      done.set(true);
      for (Future<Integer> answers : answered) {
        assertThat(answers.get(30, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      done.set(true);
      clients.shutdownNow();
    }
  }

  /** Asks both APIs again and again; every answer must be that of one of the versions. */
  private static Callable<Integer> askUntil(AtomicBoolean done, RunningServer server) {
    return () -> {
      int answers = 0;
      do {
        assertOneOf(
            server.post("/v1/models/half:predict", "{\"instances\": [4]}"),
            "{\"predictions\":[3.0]}",
            "{\"predictions\":[4.0]}");
        assertOneOf(
            server.post("/v1/projects/p/models/half:predict", "{\"instances\": [4]}"),
            "{\"predictions\":[{\"y\":3.0}]}",
            "{\"predictions\":[{\"y\":4.0}]}");
        answers++;
      } while (!done.get());
      return answers;
    };
  }

  private static void assertOneOf(HttpResponse<String> response, String first, String second)
      throws IOException {
    assertThat(response.body()).isIn(first, second);
    assertThat(response.statusCode()).isEqualTo(200);
  }
}
