package io.manabi.bench;

import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How much of their time tasks spend on each other: steps of a fixed 200 ms by more and more tasks,
 * whose rate is told as the share of so many times the rate of one. All on this machine, so that
 * its cores bear the messages of all.
 */
final class ScalingBench {
  private final Path work;

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
      TrainedCluster.writeData(work);
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
        OnPaper.report(megabytes);
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

  /** Steps of single tasks per second, of all together. */
  private double stepsPerSecond(int megabytes, int tasks, String strategy, int servers)
      throws IOException, InterruptedException {
    return new TrainedCluster(WaitingTrainer.class, tasks, servers)
        .examplesPerSecond(work, strategy, String.valueOf(megabytes));
  }
}
