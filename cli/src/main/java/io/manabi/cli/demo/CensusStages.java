package io.manabi.cli.demo;

import io.manabi.cli.terminal.Terminal;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.pipelines.preprocess.PreprocessPipeline;
import io.manabi.pipelines.preprocess.PreprocessResult;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.StatisticsPipeline;
import io.manabi.pipelines.validation.Comparison;
import io.manabi.pipelines.validation.StatisticsPage;
import io.manabi.samples.census.CensusData;
import io.manabi.samples.census.CensusPreprocessing;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks at the census data and preprocesses it. */
final class CensusStages {
  private static final String STATISTICS = "statistics";
  private static final String PREPROCESSED = "preprocessed";
  private static final Map<String, Object> SETTINGS = Map.of("version", 2);

  private final WorkFolder folder;
  private final Terminal terminal;

  CensusStages(WorkFolder folder, Terminal terminal) {
    this.folder = folder;
    this.terminal = terminal;
  }

  /** Writes the page that compares what is trained on with what is tested on. */
  void statistics(CensusData data) {
    Path page = folder.resolve("statistics.html");
    if (!folder.isFinished(STATISTICS, SETTINGS)) {
      Comparison comparison =
          Comparison.of(statistics("train", data.train()), statistics("test", data.test()));
      AtomicFiles.writeText(page, StatisticsPage.of(comparison, List.of()));
      folder.finish(STATISTICS, SETTINGS);
    }
    terminal.line("statistics of all columns, train and test side by side: " + page);
  }

  private static DataStatistics statistics(String name, Path file) {
    return StatisticsPipeline.run(
            CensusData.rows(CensusPreprocessing.RAW, file), Runner.direct(), rows -> {})
        .statistics(name);
  }

  /** Returns the folder with the records. */
  Path preprocess(CensusData data) {
    Path output = folder.resolve(PREPROCESSED);
    if (folder.isFinished(PREPROCESSED, SETTINGS)) {
      terminal.line("reused: records and transform graph in " + output);
      return output;
    }
    Map<String, RecordSource> inputs = new LinkedHashMap<>();
    inputs.put("train", CensusData.rows(CensusPreprocessing.RAW, data.train()));
    inputs.put("test", CensusData.rows(CensusPreprocessing.RAW, data.test()));
    PreprocessResult result =
        PreprocessPipeline.run(
            PreprocessJob.of(
                    new CensusPreprocessing(), CensusPreprocessing.FEATURES, inputs, output)
                .with(Settings.DEFAULT.withGzip(true).withDeduplication(List.of()))
                .withProgress(
                    done ->
                        terminal.progress(
                            "rows, pass " + done.pass() + " of " + done.passes(),
                            done.rows(),
                            done.expectedRows(),
                            1,
                            "rows",
                            List.of())));
    terminal.endProgress();
    result
        .dataSets()
        .forEach(
            (name, set) ->
                terminal.line(
                    String.format(
                        Locale.ROOT,
                        "%s: %,d rows, %.1f MB",
                        name,
                        set.rows(),
                        set.bytes() / 1e6)));
    terminal.line(
        String.format(
            Locale.ROOT,
            "%,d duplicates left out of train, %,d rows that could not be used",
            result.duplicates(),
            result.badRows()));
    terminal.line("records and transform graph in " + output);
    folder.finish(PREPROCESSED, SETTINGS);
    return output;
  }
}
