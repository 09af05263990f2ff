package io.manabi.bench;

import com.google.protobuf.ByteString;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.Int64List;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.jobs.JobSpec;
import io.manabi.jobs.JobState;
import io.manabi.jobs.LocalProvisioner;
import io.manabi.jobs.RunningJob;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much of their time tasks spend on each other: steps of a fixed 200 ms by more and more tasks,
 * whose rate is told as the share of so many times the rate of one. All on this machine, so that
 * its cores bear the messages of all.
 */
final class ScalingBench {
  /** Of the lines that the master writes each second, these many at the end are looked at. */
  private static final int LINES = 10;

  private final Path work;
  private int runs;

  private ScalingBench(Path work) {
    this.work = work;
  }

  /**
   * Runs it.
   *
   * @param arguments sizes of the model in megabytes, numbers of tasks, and clusters: a strategy,
   *     and after a colon the number of parameter servers; each separated by commas
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("scaling");
    try {
      writeRecords(work.resolve(WaitingTrainer.RECORDS));
      TransformGraph.compile(new SameNumbers()).write(work.resolve(WaitingTrainer.TRANSFORM));
      ScalingBench bench = new ScalingBench(work);
      Report.line("%-14s %5s %6s %10s %10s", "strategy", "MB", "tasks", "steps/s", "efficiency");
      for (int megabytes : numbers(arguments[0])) {
        double alone = bench.stepsPerSecond(megabytes, 1, "ps-async", 0);
        Report.line("%-14s %5d %6d %10.2f %10s", "one process", megabytes, 1, alone, "1");
        for (String cluster : arguments[2].split(",", -1)) {
          for (int tasks : numbers(arguments[1])) {
            bench.measure(megabytes, tasks, cluster, alone);
          }
        }
      }
    } finally {
      AtomicFiles.deleteTree(work);
    }
  }

  private void measure(int megabytes, int tasks, String cluster, double alone)
      throws IOException, InterruptedException {
    int colon = cluster.indexOf(':');
    String strategy = colon < 0 ? cluster : cluster.substring(0, colon);
    int servers = colon < 0 ? 0 : Integer.parseInt(cluster.substring(colon + 1));
    double rate = stepsPerSecond(megabytes, tasks, strategy, servers);
    Report.line(
        "%-14s %5d %6d %10.2f %10.3f", cluster, megabytes, tasks, rate, rate / (tasks * alone));
  }

  private static int[] numbers(String list) {
    return Arrays.stream(list.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private static void writeRecords(Path file) throws IOException {
    Feature number = Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(1)).build();
    Example example =
        Example.newBuilder()
            .setFeatures(Features.newBuilder().putFeature(WaitingTrainer.NUMBER, number))
            .build();
    ByteString bytes = example.toByteString();
    try (TfRecordWriter writer = TfRecordWriter.create(file)) {
      for (int i = 0; i < 1000; i++) {
        writer.write(bytes.toByteArray());
      }
    }
  }

  /** Steps of single tasks per second, of all together, when all have begun. */
  private double stepsPerSecond(int megabytes, int tasks, String strategy, int servers)
      throws IOException, InterruptedException {
    Path job = work.resolve("job-" + runs++);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx300m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            WaitingTrainer.class.getName(),
            work.toString(),
            job.toString(),
            strategy,
            String.valueOf(megabytes));
    JobSpec spec =
        new JobSpec(
            "scaling",
            command,
            tasks - 1,
            servers,
            job.resolve("logs"),
            JobSpec.Restarts.upTo(0),
            Duration.ofSeconds(1));
    List<Double> rates = new ArrayList<>();
    try (RunningJob running = LocalProvisioner.start(spec, message -> {})) {
      // All tasks begin within this time, for each needs some seconds of a core for that.
      JobState state = running.await(Duration.ofSeconds(20 + 3L * (tasks + servers)));
      int begun = state == JobState.RUNNING ? TrainingRates.read(job).size() : 0;
      while (state == JobState.RUNNING && rates.size() < begun + LINES) {
        state = running.await(Duration.ofSeconds(1));
        rates = TrainingRates.read(job);
      }
    }
    return TrainingRates.median(rates, LINES);
  }
}
