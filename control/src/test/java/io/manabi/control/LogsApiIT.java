package io.manabi.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.services.ml.v1.CloudMachineLearningEngine.Projects.Jobs;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1CancelJobRequest;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1Job;
import io.manabi.control.programs.PythonRequirements;
import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.processes.LocalProvisioner;
import io.manabi.store.DatabaseAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs of real jobs over HTTP. */
@Timeout(120)
class LogsApiIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_LOG_BYTES = 1 << 19;

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private static RunningControl control(Path folder) {
    return new RunningControl(
        folder,
        2,
        DatabaseAddress.directory(folder.resolve("database")),
        LocalProvisioner.durable(folder.resolve("tasks"), MOST_LOG_BYTES, Optional.empty()),
        PythonRequirements.NONE,
        new ReadableModels(),
        settings -> {});
  }

  private RunningControl start() {
    RunningControl control = control(folder);
    opened.add(control);
    return control;
  }

  private HttpResponse<InputStream> get(int port, String job, String query) throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:" + port + "/v1/projects/p/jobs/" + job + ":logs?" + query);
    return client.send(
        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  /** Reads entries as they come, up to one, or to the end of the answer; closes the connection. */
  private List<JsonNode> follow(int port, String job, String token, Predicate<JsonNode> last)
      throws Exception {
    List<JsonNode> entries = new ArrayList<>();
    HttpResponse<InputStream> answer = get(port, job, "follow=true&pageToken=" + token);
    assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        entries.add(JSON.readTree(line));
        line = last.test(entries.get(entries.size() - 1)) ? null : lines.readLine();
      }
    }
    return entries;
  }

  private static String text(JsonNode entry) {
    return entry.path("textPayload").asText();
  }

  /** Whoever reads, and however often, while the log is shortened and the server is killed. */
  @Test
  void losesAndRepeatsNothingOfAFastTaskOverAKilledServer() throws Exception {
    Process killed = startServer();
    Path told = folder.resolve("port");
    await().atMost(LIMIT).until(() -> Files.exists(told));
    int port = Integer.parseInt(Files.readString(told));
    RunningControl.google(port)
        .projects()
        .jobs()
        .create(
            "projects/p",
            GoogleCalls.job(
                "fast",
                "for i in 0 1 2 3 4 5 6 7 8 9; do"
                    + " seq -f 'line %.0f' $((i * 10000 + 1)) $((i * 10000 + 10000));"
                    + " until [ -e "
                    + folder
                    + "/go$i ]; do sleep 0.02; done; done"))
        .execute();
    List<JsonNode> entries = new ArrayList<>();
    String token = "";
    for (int i = 0; i < 10; i++) {
      for (int until : new int[] {i * 10000 + 3333, i * 10000 + 10000}) {
        entries.addAll(follow(port, "fast", token, entry -> text(entry).equals("line " + until)));
        token = entries.get(entries.size() - 1).path("pageToken").asText();
        if (until == 53_333) {
          assertThat(killed.destroyForcibly().waitFor()).isEqualTo(137);
          port = start().port();
        }
      }
      Files.createFile(folder.resolve("go" + i));
    }
    entries.addAll(follow(port, "fast", token, entry -> false));

    assertThat(entries)
        .filteredOn(
            entry -> entry.path("labels").path("task_name").asText().equals("master-replica-0"))
        .extracting(LogsApiIT::text)
        .isEqualTo(IntStream.rangeClosed(1, 100_000).mapToObj(each -> "line " + each).toList());
    assertThat(entries)
        .filteredOn(entry -> entry.path("labels").path("task_name").asText().equals("service"))
        .extracting(LogsApiIT::text)
        .containsExactly(
            "The job was created and waits for its turn.",
            "All tasks of the job have been started.",
            "A server that was started after the one before goes on with the job.",
            "The job has ended as SUCCEEDED.");
    assertThat(
            Objects.requireNonNull(
                    LocalProvisioner.durable(folder.resolve("tasks"))
                        .logs(folder.resolve("jobs/p/fast/logs"))
                        .get("master-0"))
                .begin())
        .isPositive();
  }

  private Process startServer() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Server.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    opened.add(() -> process.destroyForcibly().waitFor());
    return process;
  }

  /** A server that runs until it is killed. */
  static final class Server {
    private Server() {}

    /** Tells its port in a file. */
    public static void main(String... args) throws InterruptedException {
      try (RunningControl control = control(Path.of(args[0]))) {
        AtomicFiles.writeText(Path.of(args[0], "port"), String.valueOf(control.port()));
        Thread.currentThread().join();
      }
    }
  }

  @Test
  void pagesGoOnWhereTheyEndedAndKnowTheEnd() throws Exception {
    RunningControl control = start();
    Jobs jobs = control.google().projects().jobs();
    Path output = folder.resolve("output");
    JobEvent event = new JobEvent.Warning(Instant.now().plusSeconds(60), 1, 7, "No room.");
    Files.createDirectories(output);
    Files.writeString(output.resolve("events"), JobEvents.write(event) + "\n");
    GoogleCloudMlV1Job job =
        GoogleCalls.job(
            "pages",
            "cat $2/events > $2/"
                + JobEvents.FILE
                + "; echo WARNING:root:odd; echo two >&2; exit 2");
    job.getTrainingInput().setJobDir(output.toString());
    jobs.create("projects/p", job).execute();
    await()
        .atMost(LIMIT)
        .until(() -> jobs.get("projects/p/jobs/pages").execute().getState().equals("FAILED"));

    List<JsonNode> entries = new ArrayList<>();
    JsonNode page = page(control, "");
    while (!page.path("done").asBoolean()) {
      page.path("entries").forEach(entries::add);
      page = page(control, page.path("nextPageToken").asText());
    }
    page.path("entries").forEach(entries::add);
    assertThat(entries)
        .extracting(entry -> entry.path("severity").asText() + " " + text(entry))
        .startsWith("INFO The job was created and waits for its turn.")
        .contains("WARNING WARNING:root:odd", "INFO two", "WARNING ")
        .anyMatch(text -> text.startsWith("ERROR The job has ended as FAILED: Task master-0"));
    assertThat(entries)
        .filteredOn(entry -> entry.has("jsonPayload"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.path("jsonPayload")).hasToString(JobEvents.write(event));
              assertThat(entry.path("timestamp").asText()).isEqualTo(event.time().toString());
              assertThat(entry.path("labels"))
                  .hasToString("{\"job_id\":\"pages\",\"task_name\":\"master-replica-0\"}");
            });
    assertThat(page(control, page.path("nextPageToken").asText()).path("entries")).isEmpty();
  }

  private JsonNode page(RunningControl control, String token) throws Exception {
    return JSON.readTree(get(control.port(), "pages", "pageSize=2&pageToken=" + token).body());
  }

  /** A stream that the server ends is no end of the log. */
  @Test
  void refusesNonsenseAndBreaksOffWhenItEnds() throws Exception {
    RunningControl control = start();
    Jobs jobs = control.google().projects().jobs();
    jobs.create("projects/p", GoogleCalls.job("waits", "echo begun; exec sleep 600")).execute();

    assertThat(get(control.port(), "none", "follow=true").statusCode()).isEqualTo(404);
    assertThat(get(control.port(), "waits", "pageToken=x").statusCode()).isEqualTo(400);
    assertThat(get(control.port(), "waits", "follow=perhaps").statusCode()).isEqualTo(400);
    assertThat(get(control.port(), "waits", "pageSize=-1").statusCode()).isEqualTo(400);

    String token =
        follow(control.port(), "waits", "", entry -> text(entry).equals("begun"))
            .get(0)
            .path("pageToken")
            .asText();
    HttpResponse<InputStream> open = get(control.port(), "waits", "follow=true&pageToken=" + token);
    control.close();
    assertThatThrownBy(() -> open.body().readAllBytes()).isInstanceOf(IOException.class);

    RunningControl next = start();
    next.google()
        .projects()
        .jobs()
        .cancel("projects/p/jobs/waits", new GoogleCloudMlV1CancelJobRequest())
        .execute();
    assertThat(follow(next.port(), "waits", token, entry -> false))
        .extracting(LogsApiIT::text)
        .endsWith("The job has ended as CANCELLED.");
  }
}
