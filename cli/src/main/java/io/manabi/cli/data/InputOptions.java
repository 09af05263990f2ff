package io.manabi.cli.data;

import io.manabi.cli.input.CsvOptions;
import io.manabi.core.Schema;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.sources.CsvFormat;
import io.manabi.pipelines.sources.CsvSchema;
import io.manabi.pipelines.sources.CsvSource;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.StatisticsPipeline;
import java.util.List;
import picocli.CommandLine.Mixin;

/** How the inputs of a command are read. */
final class InputOptions {
  @Mixin private final CsvOptions csv = new CsvOptions();

  /** The statistics of all files together. */
  DataStatistics statistics(List<String> files) {
    CsvFormat format = csv.format();
    Schema schema = CsvSchema.guess(files, format);
    return StatisticsPipeline.run(CsvSource.of(schema, files, format), Runner.direct(), rows -> {})
        .statistics(String.join(", ", files));
  }
}
