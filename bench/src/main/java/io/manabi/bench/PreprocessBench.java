package io.manabi.bench;

import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessPipeline;
import io.manabi.samples.census.CensusPreprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Analyzes, transforms and writes the census by {@link PreprocessPipeline} and, in the same run, by
 * {@link OneRowPerElement}; prints rows per second of both and their ratio.
 */
final class PreprocessBench {
  private static final int ROUNDS = 3;
  private static final int COPIES_ONE_BY_ONE = 3;

  private PreprocessBench() {}

  /**
   * Runs it.
   *
   * @param arguments the folder of the census and how many copies of it to preprocess
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("manabi-bench");
    try {
      Path data = Path.of(arguments[0]);
      CensusCopies many = CensusCopies.write(data, Integer.parseInt(arguments[1]), folder);
      CensusCopies few = CensusCopies.write(data, COPIES_ONE_BY_ONE, folder);
      double[] batches = new double[ROUNDS];
      double[] rows = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        batches[round] = rate(many, () -> batches(many, folder.resolve("batches")));
        rows[round] =
            rate(
                few,
                () ->
                    OneRowPerElement.preprocess(
                        few.source(CensusPreprocessing.RAW), folder.resolve("rows")));
        Report.line("%,.0f rows/s, one row per element: %,.0f rows/s", batches[round], rows[round]);
      }
      Report.line(
          "median: %,.0f rows/s of %,d rows, %.1f times one row per element",
          Report.median(batches), many.rows(), Report.median(batches) / Report.median(rows));
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }

  private static void batches(CensusCopies census, Path output) throws IOException {
    PreprocessPipeline.run(
        PreprocessJob.of(
            new CensusPreprocessing(),
            CensusPreprocessing.FEATURES,
            Map.of("train", census.source(CensusPreprocessing.RAW)),
            output));
    AtomicFiles.deleteTree(output);
  }

  private static double rate(CensusCopies census, Report.Work work) throws IOException {
    return census.rows() / Report.seconds(work);
  }
}
