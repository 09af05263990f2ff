package io.manabi.cli.data;

import io.manabi.cli.input.FileOptions;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.sources.FileInput;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.StatisticsPipeline;
import java.util.List;
import picocli.CommandLine.Mixin;

/** How the inputs of a command are read. */
final class InputOptions {
  @Mixin private final FileOptions options = new FileOptions();

  /** The statistics of all files together. */
  DataStatistics statistics(List<String> files) {
    FileInput input = options.input(files);
    return StatisticsPipeline.run(input.open(input.guessSchema()), Runner.direct(), rows -> {})
        .statistics(String.join(", ", files));
  }
}
