package io.manabi.bench;

import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessPipeline;
import io.manabi.samples.census.CensusPreprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Preprocesses copies of the census and prints how much memory the process took, in MiB. */
final class PreprocessOnce {
  private PreprocessOnce() {}

  /**
   * Runs it.
   *
   * @param arguments the folder of the census and how many copies of it to preprocess
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("manabi-bench");
    try {
      CensusCopies census =
          CensusCopies.write(Path.of(arguments[0]), Integer.parseInt(arguments[1]), folder);
      PreprocessPipeline.run(
          PreprocessJob.of(
              new CensusPreprocessing(),
              CensusPreprocessing.FEATURES,
              Map.of("train", census.source(CensusPreprocessing.RAW)),
              folder.resolve("output")));
      Report.line("%.0f", Report.peakMebibytes());
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }
}
