package io.manabi.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.terminal.Terminal;
import io.manabi.core.ManabiException;
import io.manabi.jobs.JobSpec;
import io.manabi.jobs.JobState;
import io.manabi.jobs.LocalProvisioner;
import io.manabi.jobs.RunningJob;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Trains in processes of their own, and shows how it goes. */
final class TrainStage {
  private static final String LOG = "training-log.jsonl";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final WorkFolder folder;
  private final Terminal terminal;

  TrainStage(WorkFolder folder, Terminal terminal) {
    this.folder = folder;
    this.terminal = terminal;
  }

  /** Returns the directory of the exported model. */
  Path run(Path records, Training training) throws InterruptedException {
    Map<String, Object> settings = settings(training);
    String id = training.sample() + "_" + training.model() + "_" + fingerprint(settings);
    Path jobDir = folder.resolve("jobs").resolve(id);
    Path log = jobDir.resolve(LOG);
    if (folder.isFinished(id, settings) && Files.exists(log)) {
      Path export = exported(log);
      terminal.line("reused: " + lastEvaluation(log));
      terminal.line("checkpoints and TensorBoard events in " + jobDir);
      return export;
    }
    runJob(id, jobDir, records, training);
    terminal.line("checkpoints and TensorBoard events in " + jobDir);
    terminal.line("see them with: tensorboard --logdir " + jobDir);
    Path export = exported(log);
    folder.finish(id, settings);
    return export;
  }

  private static Map<String, Object> settings(Training training) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("model", training.model());
    settings.put("steps", training.steps());
    settings.put("examples", training.examples());
    settings.put("cluster", training.cluster().toString());
    settings.put("seed", training.seed());
    return settings;
  }

  private static String fingerprint(Map<String, Object> settings) {
    return String.format(Locale.ROOT, "%08x", settings.toString().hashCode());
  }

  private void runJob(String id, Path jobDir, Path records, Training training)
      throws InterruptedException {
    JobSpec spec =
        new JobSpec(
            id,
            command(jobDir, records, training),
            training.cluster().workers(),
            training.cluster().parameterServers(),
            jobDir.resolve("logs"),
            training.cluster().restarts(),
            GRACE);
    terminal.line(training.cluster() + "; logs in " + spec.logDirectory());
    TaskTable tasks = new TaskTable(training.unit(), training.cluster().trainers());
    TrainingLogFollower follower = TrainingLogFollower.fromEnd(jobDir.resolve(LOG));
    Map<String, TrainingLogFollower> own = new TreeMap<>();
    for (String task : training.cluster().trainers()) {
      Path log = jobDir.resolve("training-log." + task + ".jsonl");
      own.put(task, TrainingLogFollower.fromEnd(log));
    }
    try (RunningJob job = LocalProvisioner.start(spec, terminal::line)) {
      JobState state = JobState.RUNNING;
      while (state == JobState.RUNNING) {
        state = job.await(POLL);
        own.forEach((task, each) -> each.poll(line -> showTask(task, line, tasks)));
        follower.poll(line -> show(line, training, tasks));
      }
      terminal.endProgress();
      if (!own.isEmpty()) {
        tasks.table().forEach(terminal::line);
      }
      if (state != JobState.SUCCEEDED) {
        throw ManabiException.resources(
            "Training was cancelled; run the command again to go on from the last checkpoint.");
      }
    }
  }

  private static List<String> command(Path jobDir, Path records, Training training) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The flags about native access that this JVM was given are good for the tasks as well.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            training.trainer().getName(),
            "--data-dir",
            records.toString(),
            "--job-dir",
            jobDir.toString(),
            "--model",
            training.model(),
            "--train-steps",
            String.valueOf(training.steps()),
            "--checkpoint-secs",
            String.valueOf(training.checkpointSecs()),
            "--seed",
            String.valueOf(training.seed()),
            "--strategy",
            training.cluster().strategy().toString(),
            "--profile",
            String.valueOf(training.profileSteps())));
    return command;
  }

  private void showTask(String task, JsonNode line, TaskTable tasks) {
    terminal.data(line);
    if (line.path("event").asText().equals("task")) {
      tasks.told(task, line);
    } else {
      line.path("table").forEach(row -> terminal.line(row.asText()));
    }
  }

  private void show(JsonNode line, Training training, TaskTable tasks) {
    terminal.data(line);
    switch (line.path("event").asText()) {
      case "step" -> {
        if (training.cluster().trainers().isEmpty()) {
          tasks.told("process", line);
        }
        terminal.progress(
            "steps",
            Math.min(line.path("step").asLong(), training.steps()),
            training.steps(),
            line.path("batch_size").asDouble(),
            training.unit(),
            tasks.lines());
      }
      case "profile" -> line.path("table").forEach(row -> terminal.line(row.asText()));
      case "evaluation" -> terminal.line(evaluation(line));
      case "warning" -> terminal.line(line.path("message").asText());
      default -> {
        // What is exported is told by the next stage.
      }
    }
  }

  private static String evaluation(JsonNode line) {
    return String.format(
        Locale.ROOT,
        "step %,d: accuracy %.2f %%%s on the test set, after %s",
        line.path("step").asLong(),
        100 * line.path("accuracy").asDouble(),
        line.has("auc")
            ? String.format(Locale.ROOT, ", AUC %.4f", line.path("auc").asDouble())
            : "",
        Terminal.duration(Math.round(line.path("seconds").asDouble())));
  }

  private static String lastEvaluation(Path log) {
    String[] last = {""};
    TrainingLogFollower.fromStart(log)
        .poll(
            line -> {
              if (line.path("event").asText().equals("evaluation")) {
                last[0] = evaluation(line);
              }
            });
    return last[0];
  }

  private static Path exported(Path log) {
    String[] last = {""};
    TrainingLogFollower.fromStart(log)
        .poll(
            line -> {
              if (line.path("event").asText().equals("exported")) {
                last[0] = line.path("directory").asText();
              }
            });
    if (last[0].isEmpty() || !Files.isDirectory(Path.of(last[0]))) {
      throw ManabiException.resources(
          "There is no exported model where " + log + " says; start over with --fresh.");
    }
    return Path.of(last[0]);
  }
}
