package io.manabi.cli.data;

import io.manabi.pipelines.passes.Runner;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that tell what runs passes over data. */
public final class RunnerOptions {
  /** What a user can ask for. */
  enum Name {
    direct,
    flink,
    spark,
    dataflow
  }

  @Option(
      names = "--runner",
      paramLabel = "NAME",
      defaultValue = "direct",
      description =
          "What runs the passes: direct, flink, spark or dataflow (default: ${DEFAULT-VALUE}). Its"
              + " workers read and write what other flags name: on other machines, name what these"
              + " see too, as gs:// or s3://.")
  private Name name = Name.direct;

  @Option(
      names = "--runner-option",
      paramLabel = "OPTION",
      description =
          "An option of the runner or of a file system, as --flinkMaster=host:8081 or"
              + " --awsRegion=eu-west-1; may be repeated.")
  private List<String> options = List.of();

  /** The runner that the user chose. */
  public Runner runner() {
    return new Runner(name.name(), options);
  }
}
