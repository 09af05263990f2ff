package io.manabi.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.ConfigFile;
import io.manabi.cli.cloud.FormatOption;
import io.manabi.cli.cloud.ServerOptions;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits a batch prediction. */
@Command(
    name = "prediction",
    description = "Submit a batch prediction, if the server has those.",
    footer = {
      "",
      "Example:",
      "  manabi jobs submit prediction digits_1 --model MNIST --data-format TEXT \\",
      "      --input-paths /data/digits.json --output-path /data/predicted"
    })
final class SubmitPredictionCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Parameters(paramLabel = "JOB", description = "The name of the job.")
  private String name = "";

  @ArgGroup(multiplicity = "1")
  private Asked asked = new Asked();

  /** What is asked. */
  static final class Asked {
    @Option(names = "--model", paramLabel = "NAME", description = "The model that is asked.")
    private @Nullable String model;

    @Option(
        names = "--model-dir",
        paramLabel = "DIR",
        description = "Or a SavedModel that is no version of a model.")
    private @Nullable String modelDir;
  }

  /** Said here, for {@code --version} tells that of other commands. */
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean unusedHelp;

  @Option(
      names = "--version",
      paramLabel = "NAME",
      description = "Its version (default: the default one).")
  private @Nullable String version;

  @Option(
      names = "--data-format",
      paramLabel = "FORMAT",
      required = true,
      description = "TEXT, TF_RECORD or TF_RECORD_GZIP.")
  private String dataFormat = "";

  @Option(
      names = "--input-paths",
      paramLabel = "FILE",
      split = ",",
      required = true,
      description = "What is read.")
  private List<String> inputPaths = List.of();

  @Option(
      names = "--output-path",
      paramLabel = "DIR",
      required = true,
      description = "Where predictions go.")
  private String outputPath = "";

  @Option(names = "--region", paramLabel = "NAME", description = "There is one region here.")
  private String region = "local";

  @Option(names = "--batch-size", paramLabel = "N", description = "How many are asked at a time.")
  private @Nullable Long batchSize;

  @Option(names = "--max-worker-count", paramLabel = "N", description = "How many ask, at most.")
  private @Nullable Long maxWorkerCount;

  @Option(names = "--signature-name", paramLabel = "NAME", description = "The signature.")
  private @Nullable String signatureName;

  @Option(names = "--runtime-version", paramLabel = "VERSION", description = "Kept with the job.")
  private @Nullable String runtimeVersion;

  @Option(
      names = "--labels",
      paramLabel = "KEY=VALUE",
      split = ",",
      description = "What jobs can be filtered by.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private FormatOption format = new FormatOption();

  @Override
  public void run() {
    ApiClient api = server.connect();
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.put("jobId", name);
    if (!labels.isEmpty()) {
      labels.forEach(job.withObject("/labels")::put);
    }
    ObjectNode input = job.withObject("/predictionInput");
    if (asked.modelDir != null) {
      input.put("uri", ConfigFile.location(asked.modelDir));
    } else {
      String model = "projects/" + api.project() + "/models/" + asked.model;
      input.put(
          version == null ? "modelName" : "versionName",
          version == null ? model : model + "/versions/" + version);
    }
    input.put("dataFormat", dataFormat);
    inputPaths.forEach(path -> input.withArray("/inputPaths").add(ConfigFile.location(path)));
    input.put("outputPath", ConfigFile.location(outputPath));
    input.put("region", region);
    TrainingFlags.put(input, "batchSize", batchSize);
    TrainingFlags.put(input, "maxWorkerCount", maxWorkerCount);
    TrainingFlags.put(input, "signatureName", signatureName);
    TrainingFlags.put(input, "runtimeVersion", runtimeVersion);
    JsonNode submitted = api.post("jobs", job);
    PrintWriter err = spec.commandLine().getErr();
    err.println("Job [" + name + "] submitted successfully.");
    tellWhatNext(name, err);
    format.print(shown(submitted));
  }

  /** Says how to go on with a job that runs. */
  static void tellWhatNext(String job, PrintWriter err) {
    err.println(
        """
        Your job is still active. You may view the status of your job with the command

          $ manabi jobs describe %1$s

        or continue streaming the logs with the command

          $ manabi jobs stream-logs %1$s\
        """
            .formatted(job));
  }

  /** What is told of a job that was just submitted, or has just ended. */
  static ObjectNode shown(JsonNode job) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    for (String field : List.of("endTime", "jobId", "startTime", "state")) {
      if (job.has(field)) {
        shown.set(field, job.get(field));
      }
    }
    return shown;
  }
}
