package io.manabi.cli.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that are fields of a job's {@code trainingInput}. */
public final class TrainingFlags {
  @Option(
      names = "--scale-tier",
      paramLabel = "TIER",
      description =
          "How many tasks: BASIC, STANDARD_1, PREMIUM_1, CUSTOM, or one of the server's own.")
  private @Nullable String scaleTier;

  @Option(
      names = "--master-machine-type",
      paramLabel = "TYPE",
      description = "With CUSTOM: the machine of the master.")
  private @Nullable String masterType;

  @Option(
      names = "--worker-machine-type",
      paramLabel = "TYPE",
      description = "With CUSTOM: the machine of each worker.")
  private @Nullable String workerType;

  @Option(
      names = {"--worker-count", "--worker-server-count"},
      paramLabel = "N",
      description = "With CUSTOM: how many workers.")
  private @Nullable Long workerCount;

  @Option(
      names = "--parameter-server-machine-type",
      paramLabel = "TYPE",
      description = "With CUSTOM: the machine of each parameter server.")
  private @Nullable String parameterServerType;

  @Option(
      names = "--parameter-server-count",
      paramLabel = "N",
      description = "With CUSTOM: how many parameter servers.")
  private @Nullable Long parameterServerCount;

  @Option(
      names = "--region",
      paramLabel = "NAME",
      description = "Kept with the job; there is one region here.")
  private @Nullable String region;

  @Option(names = "--runtime-version", paramLabel = "VERSION", description = "Kept with the job.")
  private @Nullable String runtimeVersion;

  @Option(
      names = "--python-version",
      paramLabel = "VERSION",
      description = "The version of Python, as 3.11.")
  private @Nullable String pythonVersion;

  /** Puts those that were given into an input. */
  void putInto(ObjectNode trainingInput) {
    put(trainingInput, "scaleTier", scaleTier);
    put(trainingInput, "masterType", masterType);
    put(trainingInput, "workerType", workerType);
    put(trainingInput, "workerCount", workerCount);
    put(trainingInput, "parameterServerType", parameterServerType);
    put(trainingInput, "parameterServerCount", parameterServerCount);
    put(trainingInput, "region", region);
    put(trainingInput, "runtimeVersion", runtimeVersion);
    put(trainingInput, "pythonVersion", pythonVersion);
  }

  /** Puts a value into an object, if there is one. */
  static void put(ObjectNode object, String field, @Nullable Object value) {
    if (value != null) {
      object.put(field, value.toString());
    }
  }
}
