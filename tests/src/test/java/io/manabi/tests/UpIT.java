package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The control server, started as its operator starts it, and killed. */
class UpIT extends ServedByCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ADDRESS = Pattern.compile("on (http://127\\.0\\.0\\.1:\\d+),");

  /** Java lists ten thousand classes, and reads them again, beside other tests. */
  private static final Duration MADE = Duration.ofMinutes(5);

  private String up() throws IOException {
    Process process =
        launcher.start(
            Map.of("MANABI_CLASS_ARCHIVE", classes().toString()),
            manabi,
            "up",
            "--dir=" + directory.resolve("up"),
            "--port=0");
    started.add(process);
    Matcher first = ADDRESS.matcher(String.valueOf(process.inputReader().readLine()));
    assertThat(first.find()).isTrue();
    return first.group(1) + "/v1/projects/shop/jobs";
  }

  private Path classes() {
    return directory.resolve("classes.jsa");
  }

  private JsonNode get(String job) throws IOException, InterruptedException {
    return JSON.readTree(send(request(job)).body());
  }

  @Test
  void runsTheJobsOfAServerThatWasKilled() throws Exception {
    Path go = directory.resolve("go");
    String jobs = up();
    String waiting =
        "{\"jobId\": \"waiting\", \"trainingInput\": {\"scaleTier\": \"STANDARD_1\","
            + " \"masterConfig\": {\"containerCommand\": [\"sh\", \"-c\", \"until [ -e "
            + go
            + " ]; do sleep 0.05; done\", \"sh\"]}}}";
    HttpResponse<String> created =
        send(
            request(jobs)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(waiting)));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> get(jobs + "/waiting").path("state").asText().equals("RUNNING"));

    Awaitility.await().atMost(MADE).until(() -> Files.exists(classes()));
    started.get(0).destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    String again = up();
    Path memory = Path.of("/proc/" + started.get(1).pid() + "/maps");
    assertThat(Files.readString(memory)).contains(classes().toString());
    assertThat(get(again + "/waiting").path("state").asText()).isEqualTo("RUNNING");
    Files.createFile(go);
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> get(again + "/waiting").path("state").asText().equals("SUCCEEDED"));

    Launcher.Run second =
        launcher.run(manabi, "up", "--dir=" + directory.resolve("up"), "--port=0");
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.err()).contains("another process has it open");
    started.get(1).destroy();
    assertThat(started.get(1).waitFor(30, TimeUnit.SECONDS)).isTrue();
  }
}
