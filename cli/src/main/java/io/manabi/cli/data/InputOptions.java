package io.manabi.cli.data;

import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.StatisticsPipeline;
import java.util.List;
import picocli.CommandLine.Option;

/** How the inputs of a command are read. */
final class InputOptions {
  @Option(
      names = "--columns",
      paramLabel = "NAME",
      split = ",",
      description = "The names of the columns, if the first line does not have them.")
  private List<String> columns = List.of();

  /** The statistics of all files together. */
  DataStatistics statistics(List<String> files) {
    return StatisticsPipeline.run(CsvFiles.read(files, columns), Runner.direct(), rows -> {})
        .statistics(String.join(", ", files));
  }
}
