package io.manabi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.core.ManabiException;
import io.manabi.store.DatabaseAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** How quick the control server is; {@code bench/control} tells how it is used. */
final class ControlBench {
  private static final int MODELS = 1000;
  private static final int ASKED = 300;
  private static final int STARTS = 5;
  private static final int SHORT_JOBS = 100;
  private static final int SLOTS = 2;
  private static final int TRAININGS = 5;

  private final Path manabi;
  private final Path work;
  private final List<String> flags;

  private ControlBench(Path manabi, Path work, List<String> flags) {
    this.manabi = manabi;
    this.work = work;
    this.flags = flags;
  }

  /**
   * Runs it.
   *
   * @param arguments the launcher
   */
  public static void main(String... arguments) throws IOException {
    if (arguments.length != 1) {
      throw ManabiException.user("usage: ControlBench LAUNCHER");
    }
    Path manabi = Path.of(arguments[0]);
    Path work = Files.createTempDirectory("control");
    Path jar = trainerJar(work.resolve("trainer.jar"));
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start()) {
      Report.line("%-52s %10s %10s", "H2", "asked", "measured");
      Path h2 = Files.createDirectories(work.resolve("h2/up"));
      FilledDatabase.write(DatabaseAddress.directory(h2));
      new ControlBench(manabi, h2, flags()).measure(jar);
      Report.line("%-52s %10s %10s", "PostgreSQL", "asked", "measured");
      String url = postgres.getJdbcUrl("postgres", "postgres");
      FilledDatabase.write(DatabaseAddress.of(url));
      Path other = Files.createDirectories(work.resolve("postgresql/up"));
      new ControlBench(manabi, other, flags("--database=" + url)).measure(jar);
    } finally {
      ServingBench.delete(work);
    }
  }

  /** The trainers of this folder as a user hands one in. */
  private static Path trainerJar(Path jar) throws IOException {
    String name = TableTrainer.class.getName().replace('.', '/') + ".class";
    Path classes = Path.of(URI.create(TableTrainer.class.getResource("/" + name).toString()));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.list(classes.getParent())) {
      String folder = name.substring(0, name.lastIndexOf('/') + 1);
      for (Path file : files.toList()) {
        out.putNextEntry(new JarEntry(folder + file.getFileName()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  private static List<String> flags(String... more) {
    List<String> flags = new ArrayList<>(List.of("--max-jobs=" + SLOTS));
    flags.addAll(List.of(more));
    return flags;
  }

  private ControlProcess start() throws IOException {
    return ControlProcess.start(manabi, work, flags);
  }

  private void measure(Path jar) throws IOException {
    try (ControlProcess server = start()) {
      for (int i = 0; i < MODELS; i++) {
        server.post("models", Map.of("name", "model_" + i, "description", "the " + i + "th"));
      }
    }
    double[] starts = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      ControlProcess killed = start();
      starts[i] = killed.secondsToReady();
      killed.kill();
    }
    Report.line("%-52s %8.0f s %8.2f s", "killed, and ready again", 5.0, Report.median(starts));
    try (ControlProcess server = start()) {
      questions(server);
      shortJobs(server);
      trainings(server, jar);
    }
  }

  private static void questions(ControlProcess server) throws IOException {
    Random random = new Random(1);
    question(server, "get a job", () -> "jobs/flowers_" + random.nextInt(FilledDatabase.JOBS));
    question(server, "list jobs, first page", () -> "jobs");
    question(server, "list jobs, 100 of them", () -> "jobs?pageSize=100");
    question(server, "list jobs that failed", () -> "jobs?filter=state%3AFAILED");
    question(server, "get a model", () -> "models/model_" + random.nextInt(MODELS));
    question(server, "list models, first page", () -> "models");
    question(server, "list models, 100 of them", () -> "models?pageSize=100");
    String last = lastPage(server);
    question(server, "list jobs, the last page", () -> "jobs?pageSize=100&pageToken=" + last);
  }

  /** What to ask for next. */
  @FunctionalInterface
  private interface Question {
    String path();
  }

  private static void question(ControlProcess server, String what, Question next)
      throws IOException {
    for (int i = 0; i < ASKED; i++) {
      server.get(next.path());
    }
    double[] millis = new double[ASKED];
    for (int i = 0; i < ASKED; i++) {
      String path = next.path();
      millis[i] = 1e3 * Report.seconds(() -> server.get(path));
    }
    Report.line("%-52s %7.0f ms %7.1f ms", what, 20.0, Report.median(millis));
  }

  private static String lastPage(ControlProcess server) throws IOException {
    String token = "";
    while (true) {
      JsonNode page = server.get("jobs?pageSize=100&pageToken=" + token);
      if (!page.has("nextPageToken")) {
        return token;
      }
      token = page.get("nextPageToken").asText();
    }
  }

  /** What is lost between two jobs in a slot. */
  private static void shortJobs(ControlProcess server) throws IOException {
    for (int i = 0; i < SHORT_JOBS; i++) {
      server.post("jobs", job("short_" + i, "sleep", "1"));
    }
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;
    for (int i = 0; i < SHORT_JOBS; i++) {
      JsonNode ended = awaitEnd(server, "short_" + i);
      Instant started = Instant.parse(ended.get("startTime").asText());
      Instant end = Instant.parse(ended.get("endTime").asText());
      first = started.isBefore(first) ? started : first;
      last = end.isAfter(last) ? end : last;
    }
    double perJob = Duration.between(first, last).toMillis() * SLOTS / (double) SHORT_JOBS;
    Report.line(
        "%-52s %7.0f ms %7.0f ms",
        SHORT_JOBS + " jobs of one second in two slots: beside each second", 150.0, perJob - 1000);
  }

  private static Map<String, Object> job(String id, String... command) {
    return Map.of(
        "jobId",
        id,
        "trainingInput",
        Map.of(
            "masterConfig",
            Map.of("containerCommand", List.of("sh", "-c", String.join(" ", command)))));
  }

  private static JsonNode awaitEnd(ControlProcess server, String id) throws IOException {
    while (true) {
      JsonNode job = server.get("jobs/" + id);
      String state = job.get("state").asText();
      if (state.equals("FAILED") || state.equals("CANCELLED")) {
        throw ManabiException.user(id + " is " + state + ": " + job.path("errorMessage").asText());
      }
      if (state.equals("SUCCEEDED")) {
        return job;
      }
      ControlProcess.pause();
    }
  }

  /** From the request to the first step of a master, two workers and a parameter server. */
  private void trainings(ControlProcess server, Path jar) throws IOException {
    Path data = Files.createDirectories(work.resolveSibling("data"));
    TrainedCluster.writeData(data);
    double[] seconds = new double[TRAININGS];
    for (int i = 0; i < TRAININGS + 1; i++) {
      String id = "training_" + i;
      Path output = work.resolveSibling(id);
      Map<String, Object> input =
          Map.of(
              "scaleTier",
              "STANDARD_1",
              "packageUris",
              List.of(jar.toString()),
              "pythonModule",
              TableTrainer.class.getName(),
              "args",
              List.of(data.toString(), output.toString(), "ps-async", "1000"));
      double passed =
          Report.seconds(
              () -> {
                server.post("jobs", Map.of("jobId", id, "trainingInput", input));
                awaitStep(server, id, output.resolve("training-log.jsonl"));
              });
      if (i > 0) { // The first one finds nothing in the memory of the machine.
        seconds[i - 1] = passed;
      }
      server.post("jobs/" + id + ":cancel", Map.of());
      awaitCancelled(server, id);
    }
    Report.line(
        "%-52s %8.0f s %8.2f s",
        "submitted, to the first step of four processes", 8.0, Report.median(seconds));
  }

  private static void awaitStep(ControlProcess server, String id, Path log) throws IOException {
    while (!Files.exists(log) || !Files.readString(log).contains("\"step\"")) {
      String state = server.get("jobs/" + id).get("state").asText();
      if (state.equals("FAILED")) {
        throw ManabiException.user(server.get("jobs/" + id).toString());
      }
      ControlProcess.pause();
    }
  }

  private static void awaitCancelled(ControlProcess server, String id) throws IOException {
    while (!server.get("jobs/" + id).get("state").asText().equals("CANCELLED")) {
      ControlProcess.pause();
    }
  }
}
