package io.manabi.bench;

import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Examples per second of a training that looks up 2,000 ids a step in tables of more and more rows,
 * over those with a table that is small enough to be moved as a whole.
 */
final class TableBench {
  private static final long SMALL = 2_000;

  private TableBench() {}

  /**
   * Runs it.
   *
   * @param arguments numbers of rows, separated by commas, and how often
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(arguments[1]);
    Path work = Files.createTempDirectory("table");
    try {
      TrainedCluster.writeData(work);
      for (int servers : new int[] {0, 2}) {
        TrainedCluster cluster = new TrainedCluster(TableTrainer.class, 1, servers);
        String where = servers == 0 ? "one process" : servers + " servers";
        for (String rows : arguments[0].split(",", -1)) {
          double[] ratios = new double[rounds];
          for (int i = 0; i < rounds; i++) {
            double small = cluster.examplesPerSecond(work, "ps-async", String.valueOf(SMALL));
            double large = cluster.examplesPerSecond(work, "ps-async", rows);
            ratios[i] = large / small;
            Report.line(
                "%s, %s rows: %.3f  %.0f examples/s, with %d rows %.0f examples/s",
                where, rows, ratios[i], large, SMALL, small);
          }
          Report.line("%s, %s rows: median ratio %.3f", where, rows, Report.median(ratios));
        }
      }
    } finally {
      AtomicFiles.deleteTree(work);
    }
  }
}
