package io.manabi.cli.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.terminal.Terminal;
import io.manabi.core.ManabiException;
import io.manabi.jobs.JobListener;
import io.manabi.jobs.JobState;
import io.manabi.jobs.RunningJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;

/** Shows on the terminal how a training goes, from what its tasks write into the job directory. */
public final class ShownTraining {
  private static final String LOG = "training-log.jsonl";
  private static final String EXPORT = "export";
  private static final Duration POLL = Duration.ofMillis(200);

  private final Path jobDirectory;
  private final String unit;
  private final List<String> trainers;
  private final Terminal terminal;
  private final TaskTable tasks;

  /**
   * Shows nothing yet.
   *
   * @param jobDirectory the job directory
   * @param unit what an example is, for the user, as {@code images}
   * @param trainers the names of the tasks that train together; none for one process alone
   * @param terminal where to show it
   */
  public ShownTraining(Path jobDirectory, String unit, List<String> trainers, Terminal terminal) {
    this.jobDirectory = jobDirectory;
    this.unit = unit;
    this.trainers = List.copyOf(trainers);
    this.terminal = terminal;
    this.tasks = new TaskTable(unit, trainers);
  }

  /**
   * Starts a job and shows it until it ends.
   *
   * @param start starts the job
   * @throws ManabiException if it fails or is cancelled
   */
  public void run(Function<JobListener, RunningJob> start) throws InterruptedException {
    TrainingLogFollower follower = TrainingLogFollower.fromEnd(jobDirectory.resolve(LOG));
    Map<String, TrainingLogFollower> own = new TreeMap<>();
    for (String task : trainers) {
      Path log = jobDirectory.resolve("training-log." + task + ".jsonl");
      own.put(task, TrainingLogFollower.fromEnd(log));
    }
    try (RunningJob job = start.apply(terminal::line)) {
      JobState state = JobState.RUNNING;
      while (state == JobState.RUNNING) {
        state = job.await(POLL);
        own.forEach((task, each) -> each.poll(line -> showTask(task, line)));
        follower.poll(this::show);
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

  private void showTask(String task, JsonNode line) {
    terminal.data(line);
    if (line.path("event").asText().equals("task")) {
      tasks.told(task, line);
    } else {
      line.path("table").forEach(row -> terminal.line(row.asText()));
    }
  }

  private void show(JsonNode line) {
    terminal.data(line);
    switch (line.path("event").asText()) {
      case "step" -> {
        if (trainers.isEmpty()) {
          tasks.told("process", line);
        }
        long steps = line.path("steps").asLong();
        terminal.progress(
            "steps",
            Math.min(line.path("step").asLong(), steps),
            steps,
            line.path("batch_size").asDouble(),
            unit,
            tasks.lines());
      }
      case "profile" -> line.path("table").forEach(row -> terminal.line(row.asText()));
      case "evaluation" -> terminal.line(evaluation(line));
      case "warning" -> terminal.line(line.path("message").asText());
      default -> {
        // What is exported is told when the training has ended.
      }
    }
  }

  private static String evaluation(JsonNode line) {
    StringJoiner metrics = new StringJoiner(", ");
    for (Map.Entry<String, JsonNode> each : line.properties()) {
      if (each.getValue().isNumber() && !List.of("step", "seconds").contains(each.getKey())) {
        metrics.add(metric(each.getKey(), each.getValue().asDouble()));
      }
    }
    return String.format(
        Locale.ROOT,
        "step %,d: %s on the test set, after %s",
        line.path("step").asLong(),
        metrics,
        Terminal.duration(Math.round(line.path("seconds").asDouble())));
  }

  private static String metric(String name, double value) {
    return switch (name) {
      case "accuracy", "precision", "recall" ->
          String.format(Locale.ROOT, "%s %.2f %%", name, 100 * value);
      case "auc" -> String.format(Locale.ROOT, "AUC %.4f", value);
      default -> String.format(Locale.ROOT, "%s %.4f", name, value);
    };
  }

  /** What the last evaluation gave, for the user; empty if there was none. */
  public Optional<String> lastEvaluation() {
    return last("evaluation").map(ShownTraining::evaluation);
  }

  /**
   * The directory of the model that was exported last; empty if none was. The log names it where
   * the job directory was then, which may have been moved.
   */
  public Optional<Path> exported() {
    return last("exported")
        .map(line -> Path.of(line.path("directory").asText()).getFileName())
        .map(jobDirectory.resolve(EXPORT)::resolve);
  }

  private Optional<JsonNode> last(String event) {
    JsonNode[] last = new JsonNode[1];
    TrainingLogFollower.fromStart(jobDirectory.resolve(LOG))
        .poll(
            line -> {
              if (line.path("event").asText().equals(event)) {
                last[0] = line;
              }
            });
    return Optional.ofNullable(last[0]);
  }
}
