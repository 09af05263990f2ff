package io.manabi.bench;

import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessPipeline;
import io.manabi.pipelines.preprocess.PreprocessProgress;
import io.manabi.transform.Columns;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/**
 * Means, deviations and quantiles of all columns of numbers and vocabularies of all others, by
 * Manabi's analyzers and by DuckDB from the same file with as many threads; prints the ratio.
 */
final class AnalysisBench {
  private static final int ROUNDS = 5;
  private static final int PARTS = 10;

  private AnalysisBench() {}

  /**
   * Runs it.
   *
   * @param arguments the folder of the census and how many copies of it to analyze
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    Path folder = Files.createTempDirectory("manabi-bench");
    try {
      CensusCopies census =
          CensusCopies.write(Path.of(arguments[0]), Integer.parseInt(arguments[1]), folder);
      DuckDb duckDb = new DuckDb(census.file(), PARTS);
      double[] own = new double[ROUNDS];
      double[] peer = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        own[round] = analyze(census, folder.resolve("output"));
        peer[round] = duckDb.seconds();
        Report.line("%.2f s, DuckDB %.2f s", own[round], peer[round]);
      }
      Report.line(
          "median: %.2f s for %,d rows, DuckDB %.2f s: %.2f of its speed",
          Report.median(own),
          census.rows(),
          Report.median(peer),
          Report.median(peer) / Report.median(own));
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }

  /** The time from the start of the job until all analyzers are known, in seconds. */
  private static double analyze(CensusCopies census, Path output) throws IOException {
    long begin = System.nanoTime();
    AtomicLong end = new AtomicLong();
    PreprocessPipeline.run(
        PreprocessJob.of(
                () ->
                    List.of(
                        new TransformFunction(
                            "all", CensusColumns.SCHEMA, AnalysisBench::analyzers)),
                "all",
                Map.of("train", census.source(CensusColumns.SCHEMA)),
                output)
            .withProgress(progress -> watch(progress, end)));
    AtomicFiles.deleteTree(output);
    return (end.get() - begin) / 1e9;
  }

  private static void watch(PreprocessProgress progress, AtomicLong end) {
    if (progress.what().equals("analyze")) {
      end.set(System.nanoTime());
    }
  }

  private static Map<String, Operand<?>> analyzers(Ops tf, Columns columns) {
    for (String name : CensusColumns.NUMBERS) {
      Operand<TInt64> x = columns.int64s(name);
      NumericAnalyzers.mean(columns, x);
      NumericAnalyzers.var(columns, x);
      NumericAnalyzers.quantiles(columns, x, PARTS, 0.01);
    }
    for (String name : CensusColumns.TEXTS) {
      Vocabularies.vocabulary(columns, columns.bytes(name), VocabularyOptions.named(name));
    }
    return Map.of("age", columns.int64s("age"));
  }
}
