package io.manabi.cli.input;

import io.manabi.pipelines.passes.Runner;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that tell what runs passes over data. */
public final class RunnerOptions {
  @Option(
      names = "--runner",
      paramLabel = "NAME",
      defaultValue = "direct",
      description =
          "What runs the passes: direct, flink, spark or dataflow (default: ${DEFAULT-VALUE}).")
  private String name = "direct";

  @Option(
      names = "--runner-option",
      paramLabel = "OPTION",
      description = "An option of the runner, as --flinkMaster=host:8081; may be repeated.")
  private List<String> options = List.of();

  /** The runner that the user chose. */
  public Runner runner() {
    return new Runner(name, options);
  }
}
