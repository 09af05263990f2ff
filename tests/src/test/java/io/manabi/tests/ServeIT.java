package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.prediction.TestModels;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The command that serves, started as its operator starts it. */
class ServeIT extends ServedByCommand {
  /** How many threads of the server Linux knows by a name. */
  private long threads(String name) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(started.get(0).pid()), "task");
    long found = 0;
    try (DirectoryStream<Path> each = Files.newDirectoryStream(tasks)) {
      for (Path task : each) {
        found += Files.readString(task.resolve("comm")).strip().equals(name) ? 1 : 0;
      }
    }
    return found;
  }

  private void awaitAnswer(String server, String answer) {
    Awaitility.await().atMost(LIMIT).until(() -> predict(server).equals(answer));
  }

  @Test
  void servesVersionsAsTheyComeAndKeepsTheGoodOne() throws Exception {
    TestModels.halfPlus(2, base.resolve("1"));
    String server =
        serve(
            "--model_name=half",
            "--model_base_path=" + base,
            "--tensorflow_intra_op_parallelism=33");

    assertThat(predict(server)).isEqualTo("{\"predictions\":[2.5]}");
    // TensorFlow's have the name of the program.
    assertThat(threads("java")).isGreaterThanOrEqualTo(33);
    assertThat(send(request(server + "/healthz")).statusCode()).isEqualTo(200);
    assertThat(send(request(server + "/v2/health/ready")).statusCode()).isEqualTo(200);

    Path whole = TestModels.halfPlus(3, directory.resolve("whole"));
    byte[] bytes = Files.readAllBytes(whole.resolve("saved_model.pb"));
    Files.createDirectories(base.resolve("2"));
    Files.write(base.resolve("2/saved_model.pb"), java.util.Arrays.copyOf(bytes, 300));
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> send(request(server + "/v1/models/half")).body().contains("cannot be loaded"));
    assertThat(predict(server)).isEqualTo("{\"predictions\":[2.5]}");

    Files.write(base.resolve("2/saved_model.pb"), bytes);
    awaitAnswer(server, "{\"predictions\":[3.5]}");
  }

  @Test
  void answersWhatHasBegunBeforeItEnds() throws Exception {
    TestModels.endless(base.resolve("1"));
    String server =
        serve(
            "--model_name=half",
            "--model_base_path=" + base,
            "--rest_api_timeout_in_ms=4000",
            "--enable_model_warmup=false");
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(
            request(server + "/v1/models/half:predict")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"signature_name\": \"wait\", \"instances\": [1]}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () ->
                send(request(server + "/metrics"))
                    .body()
                    .contains("service=\"io.manabi.serving.http.ApiService\"} 1.0"));

    started.get(0).destroy();

    assertThat(waiting.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(504);
    assertThat(started.get(0).waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refusesWhoHasNoKey() throws Exception {
    TestModels.halfPlus(2, base.resolve("1"));
    Launcher.Run made =
        launcher.run(
            manabi, "keys", "create", "--name", "shop", "--models=half", "--actions=predict");
    String key = made.err().strip().replaceFirst(".*: ", "");
    Path keys = Files.writeString(directory.resolve("keys.jsonl"), made.out());
    String server = serve("--model_name=half", "--model_base_path=" + base, "--keys-file=" + keys);
    HttpRequest.Builder request =
        request(server + "/v1/models/half:predict")
            .POST(HttpRequest.BodyPublishers.ofString("{\"instances\": [1]}"));

    assertThat(made.out()).doesNotContain(key);
    assertThat(send(request).statusCode()).isEqualTo(401);
    request.header("Authorization", "Bearer " + key);
    assertThat(send(request).body()).isEqualTo("{\"predictions\":[2.5]}");
    assertThat(
            send(request(server + "/v1/models/half").header("Authorization", "Bearer " + key))
                .statusCode())
        .isEqualTo(403);
    assertThat(send(request(server + "/healthz")).statusCode()).isEqualTo(200);
  }

  @Test
  void saysInOneSentenceWhyItCannotServe() throws Exception {
    Files.createDirectories(base.resolve("1"));
    Launcher.Run nothing =
        launcher.run(
            manabi,
            "serve",
            "--port=0",
            "--rest-api-port=0",
            "--max_num_load_retries=0",
            "--model_base_path=" + base);
    Launcher.Run open =
        launcher.run(manabi, "serve", "--host=0.0.0.0", "--port=0", "--model_base_path=" + base);
    Launcher.Run unknown = launcher.run(manabi, "serve", "--model_base_pth=" + base);

    assertThat(nothing.code()).isEqualTo(1);
    assertThat(nothing.err()).contains("manabi: No version of any model could be loaded: ");
    assertThat(nothing.err()).contains("holds no SavedModel").doesNotContain("\tat ");
    assertThat(open.code()).isEqualTo(1);
    assertThat(open.err()).contains("--keys-file").contains("--insecure").doesNotContain("\tat ");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("Unknown option or argument: '--model-base-pth=");
  }
}
