package io.manabi.tests;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.jobs.JobSpec;
import io.manabi.jobs.JobState;
import io.manabi.jobs.RunningJob;
import io.manabi.jobs.Task;
import io.manabi.jobs.processes.LocalProvisioner;
import io.manabi.samples.mnist.MnistTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills random tasks at random times while digits are learned, from the start of the tasks to the
 * last steps, also while others are down: whoever it is, the steps are made, and the model is as
 * good as that of an undisturbed run. {@code bench/chaos} does it for longer.
 */
@Timeout(480)
class ChaosIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int KILLS = 3;

  /** About how long tasks take until the first step. */
  private static final Duration START = Duration.ofSeconds(6);

  /** The share of kills before the first step, over that of kills after it. */
  private static final double STARTING = 0.25;

  private static final int TRAINERS = 3;
  private static final int BATCHES = 450;

  /** So many more batches take tasks that do not wait for each other, until they are as steady. */
  private static final int TIMES_ALONE = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final LocalProvisioner PROCESSES = LocalProvisioner.attached();

  /** In points of a hundred; accuracies are floats. */
  private static final double WORSE = 0.3 + 1e-4;

  /** Of tasks that do not wait for each other, undisturbed runs alone differ by 0.2 points. */
  private static final double WORSE_ALONE = 0.5;

  @TempDir static Path work;
  @TempDir Path job;

  @BeforeAll
  static void prepare() throws Exception {
    MnistDemoIT.Run run =
        new MnistDemoIT.Run(work, work.resolve("out"), "--local", "--train-steps", "1");
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"ps-sync, 1", "all-reduce, 5", "ps-async, 9"})
  void learnsTheSameWhoeverIsKilled(String strategy, long seed) throws Exception {
    double undisturbed = accuracy(strategy, job.resolve("undisturbed"), 0, new Random(seed));
    assertThat(accuracy(strategy, job.resolve("disturbed"), KILLS, new Random(seed)))
        .isGreaterThanOrEqualTo(undisturbed - (strategy.equals("ps-async") ? WORSE_ALONE : WORSE));
  }

  /** Trains while tasks are killed; in percent. */
  private static double accuracy(String strategy, Path job, int kills, Random random)
      throws Exception {
    boolean together = !strategy.equals("ps-async");
    int steps = together ? BATCHES / TRAINERS : TIMES_ALONE * BATCHES;
    JobSpec spec =
        new JobSpec(
            "chaos",
            command(job, strategy, steps),
            TRAINERS - 1,
            strategy.equals("all-reduce") ? 0 : 1,
            job.resolve("logs"),
            JobSpec.Restarts.upTo(3),
            Duration.ofSeconds(5));
    List<String> events = new CopyOnWriteArrayList<>();
    try (RunningJob running = RunningJob.start(spec, PROCESSES, events::add)) {
      double[] times = random.doubles(kills, -STARTING, 1).sorted().toArray();
      int killed = kill(running, job, steps, times, random, events);
      assertThat(running.await(LIMIT)).as(String.join("\n", events)).isEqualTo(JobState.SUCCEEDED);
      assertThat(killed).as(String.join("\n", events)).isBetween(Math.min(1, kills), kills);
    }
    JsonNode end = last(job, "evaluation");
    assertThat(end.path("step").asInt())
        .as(String.join("\n", events))
        .isBetween(steps, together ? steps : steps + TRAINERS);
    return 100 * end.path("accuracy").asDouble();
  }

  /** Kills a task at each time at which there is one; returns how many. */
  private static int kill(
      RunningJob running, Path job, int steps, double[] times, Random random, List<String> events) {
    long begin = System.nanoTime();
    int killed = 0;
    for (double time : times) {
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  running.state() != JobState.RUNNING
                      || (isOver(time, begin, job, steps) && !alive(running).isEmpty()));
      List<Map.Entry<Task, ProcessHandle>> tasks = alive(running);
      if (running.state() == JobState.RUNNING && !tasks.isEmpty()) {
        Map.Entry<Task, ProcessHandle> victim = tasks.get(random.nextInt(tasks.size()));
        killed += victim.getValue().destroyForcibly() ? 1 : 0;
        int step = last(job, "step").path("step").asInt();
        events.add(
            String.format(
                Locale.ROOT, "Killed %s of %s after step %d.", victim.getKey(), tasks, step));
        await().atMost(LIMIT).until(() -> !victim.getValue().isAlive());
      }
    }
    return killed;
  }

  /** Whether a time is over: 0 is the first step and 1 the last, and before 0 tasks start. */
  private static boolean isOver(double time, long begin, Path job, int steps) {
    return time < 0
        ? System.nanoTime() - begin >= (1 + time / STARTING) * START.toNanos()
        : last(job, "step").path("step").asInt() >= Math.max(1, time * steps);
  }

  /** The tasks that run at this moment. */
  private static List<Map.Entry<Task, ProcessHandle>> alive(RunningJob job) {
    return job.tasks().entrySet().stream()
        .flatMap(
            task -> PROCESSES.process(task.getValue()).map(p -> entry(task.getKey(), p)).stream())
        .toList();
  }

  private static List<String> command(Path job, String strategy, int steps) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx500m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        MnistTrainer.class.getName(),
        "--data-dir",
        work.resolve("preprocessed").toString(),
        "--job-dir",
        job.toString(),
        "--model",
        "fast",
        "--strategy",
        strategy,
        "--train-steps",
        String.valueOf(steps),
        "--checkpoint-secs",
        "2");
  }

  /** The last line of an event in the log of a training; an empty object before there is one. */
  private static JsonNode last(Path job, String event) {
    try {
      Path log = job.resolve("training-log.jsonl");
      JsonNode last = JSON.createObjectNode();
      for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
        JsonNode read = JSON.readTree(line);
        last = read.path("event").asText().equals(event) ? read : last;
      }
      return last;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
