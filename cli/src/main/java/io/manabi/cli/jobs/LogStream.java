package io.manabi.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.JsonText;
import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Shows the log of a job as it comes. When the connection breaks or the server is started again it
 * goes on after the entry that came last.
 */
final class LogStream {
  private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  /** A server sends an empty line every ten seconds if there is nothing else. */
  static final Duration SILENCE = Duration.ofSeconds(35);

  /** How long a server may be away. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final ApiClient api;
  private final String job;
  private final LogPrinter printer;
  private final PrintWriter err;
  private final Duration silence;

  private String pageToken = "";
  private long lastAnswer = System.nanoTime();
  private boolean saidLost;

  /**
   * The log of a job.
   *
   * @param silence a connection over which nothing comes for so long is given up
   */
  LogStream(ApiClient api, String job, LogPrinter printer, PrintWriter err, Duration silence) {
    this.api = api;
    this.job = job;
    this.printer = printer;
    this.err = err;
    this.silence = silence;
  }

  /**
   * Shows entries until the job has ended.
   *
   * @return the job
   * @throws ManabiException if there is no such job, or the server stays away
   */
  JsonNode follow() throws InterruptedException {
    Thread interrupted =
        new Thread(
            () -> err.println("The job goes on; end it with: manabi jobs cancel " + job),
            "stop-showing");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      Optional<JsonNode> ended = readToEnd();
      while (ended.isEmpty()) {
        TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
        ended = readToEnd();
      }
      return ended.get();
    } finally {
      removeHook(interrupted);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Object unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook runs.
    }
  }

  /** Shows what comes, until nothing does; returns the job if it has ended. */
  private Optional<JsonNode> readToEnd() {
    try {
      readEntries();
      JsonNode now = api.get(JobsCommand.path(job));
      return ENDED.contains(now.path("state").asText()) ? Optional.of(now) : Optional.empty();
    } catch (IOException e) {
      lost(api.unreachable(e));
    } catch (ManabiException e) {
      if (e.code() != ErrorCode.RESOURCES) {
        throw e;
      }
      lost(e);
    }
    return Optional.empty();
  }

  private void readEntries() throws IOException {
    Map<String, String> query =
        pageToken.isEmpty()
            ? Map.of("follow", "true")
            : Map.of("follow", "true", "pageToken", pageToken);
    try (InputStream answer = api.open(JobsCommand.path(job) + ":logs", query, silence);
        SilenceWatch watch = new SilenceWatch(answer, silence);
        BufferedReader lines = new BufferedReader(new InputStreamReader(answer, UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        watch.heard();
        if (!line.isBlank()) {
          show(line);
        }
        line = lines.readLine();
      }
    }
    answered();
  }

  private void show(String line) throws IOException {
    JsonNode entry;
    try {
      entry = JsonText.read("An entry of the log", line);
    } catch (ManabiException e) {
      throw new IOException("the server stopped in the middle of a line", e);
    }
    answered();
    printer.print(entry);
    pageToken = entry.path("pageToken").asText(pageToken);
  }

  private void answered() {
    lastAnswer = System.nanoTime();
    saidLost = false;
  }

  private void lost(ManabiException failure) {
    if (System.nanoTime() - lastAnswer > PATIENCE.toNanos()) {
      throw failure;
    }
    if (!saidLost) {
      err.println("The server at " + api.server() + " does not answer; waiting for it ...");
      saidLost = true;
    }
  }

  /**
   * Throws if the job has not succeeded.
   *
   * @throws ManabiException that says why
   */
  static void requireSuccess(JsonNode job) {
    String state = job.path("state").asText();
    if (!state.equals("SUCCEEDED")) {
      String reason = job.path("errorMessage").asText();
      throw ManabiException.resources(
          "Job "
              + job.path("jobId").asText()
              + (state.equals("CANCELLED") ? " was cancelled" : " has failed")
              + (reason.isEmpty() ? "." : ": " + reason));
    }
  }
}
