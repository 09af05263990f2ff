package io.manabi.bench;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessPipeline;
import io.manabi.pipelines.sources.CsvFormat;
import io.manabi.pipelines.sources.CsvSource;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Computes and applies a vocabulary of many strings; prints the time and the memory it took. */
final class VocabularyBench {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private VocabularyBench() {}

  /**
   * Runs it.
   *
   * @param arguments how many different strings
   */
  public static void main(String[] arguments) throws IOException {
    int strings = Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("manabi-bench");
    try {
      Path file = folder.resolve("strings.csv");
      try (BufferedWriter out = Files.newBufferedWriter(file)) {
        out.write("token\n");
        for (int i = 0; i < strings; i++) {
          out.write("user-" + Long.toHexString(i * MIX) + "\n");
        }
      }
      Schema schema = Schema.of(Column.bytes("token"));
      TransformFunction index =
          new TransformFunction(
              "index",
              schema,
              (tf, columns) ->
                  Map.of(
                      "index",
                      Vocabularies.computeAndApplyVocabulary(
                          columns, columns.bytes("token"), VocabularyOptions.named("tokens"))));
      double seconds =
          Report.seconds(
              () ->
                  PreprocessPipeline.run(
                      PreprocessJob.of(
                          () -> List.of(index),
                          "index",
                          Map.of(
                              "train",
                              CsvSource.of(schema, List.of(file.toString()), CsvFormat.rfc4180())),
                          folder.resolve("output"))));
      Report.line(
          "%,d strings: %.1f s, at most %.0f MiB", strings, seconds, Report.peakMebibytes());
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }
}
