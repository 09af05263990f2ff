package io.manabi.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.ConfigFile;
import io.manabi.cli.cloud.FormatOption;
import io.manabi.cli.cloud.ServerOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits a training. */
@Command(
    name = "training",
    description = {
      "Submit a training: packs and uploads the trainer, and has the server run it.",
      "What stands behind -- goes to the trainer."
    },
    footer = {
      "",
      "Examples:",
      "  manabi jobs submit training mnist_1 --package-path trainer --module-name trainer.task \\",
      "      --scale-tier STANDARD_1 --stream-logs -- --train_steps 10000",
      "  manabi jobs submit training flowers_1 --packages acme.jar \\",
      "      --module-name com.acme.FlowersTrainer -- --data-dir /data/records"
    })
final class SubmitTrainingCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "JOB [-- ARGS]",
      description = "The name of the job, which no other one of the project has had.")
  private List<String> words = List.of();

  @Option(
      names = "--module-name",
      paramLabel = "NAME",
      description = "The Python module or Java class to run, as trainer.task.")
  private @Nullable String moduleName;

  @Option(
      names = "--package-path",
      paramLabel = "DIR",
      description =
          "The Python package to pack and upload, with the setup.py beside it if there is one"
              + " (default: the first part of the module's name, if there are no --packages).")
  private @Nullable Path packagePath;

  @Option(
      names = "--packages",
      paramLabel = "FILE",
      split = ",",
      description = "Packages to upload: sdists, wheels or jars; addresses are left to the server.")
  private List<String> packages = List.of();

  @Option(
      names = "--job-dir",
      paramLabel = "DIR",
      description = "Where the trainer leaves what it learns; it is told as --job-dir.")
  private @Nullable String jobDir;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A job in YAML or JSON; flags count before it.")
  private @Nullable Path config;

  @Option(
      names = "--labels",
      paramLabel = "KEY=VALUE",
      split = ",",
      description = "What jobs can be filtered by.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--staging-bucket",
      paramLabel = "URL",
      description = "Not needed: packages go to the server.")
  private @Nullable String stagingBucket;

  @Option(names = "--async", description = "Return at once, as it does without --stream-logs.")
  private boolean async;

  @Option(
      names = "--stream-logs",
      negatable = true,
      description = "Show the log until the job ends; ends with 0 only if it has succeeded.")
  private boolean streamLogs;

  @Mixin private TrainingFlags flags = new TrainingFlags();
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private FormatOption format = new FormatOption();
  @Mixin private LogOptions logOptions = new LogOptions();

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode job = job();
    ApiClient api = server.connect();
    if (stagingBucket != null) {
      spec.commandLine()
          .getErr()
          .println("--staging-bucket is not needed here: packages go to the server.");
    }
    upload(job.withObject("/trainingInput"), api);
    JsonNode submitted = api.post("jobs", job);
    String name = words.get(0);
    PrintWriter err = spec.commandLine().getErr();
    err.println("Job [" + name + "] submitted successfully.");
    if (!streamLogs || async) {
      SubmitPredictionCommand.tellWhatNext(name, err);
      format.print(SubmitPredictionCommand.shown(submitted));
      return 0;
    }
    JsonNode ended = logOptions.stream(api, name, spec).follow();
    format.print(SubmitPredictionCommand.shown(ended));
    LogStream.requireSuccess(ended);
    return 0;
  }

  /** What is asked for, without the packages of this machine. */
  private ObjectNode job() {
    List<String> arguments = UserArguments.of(spec, 1, words);
    ObjectNode job =
        config == null ? JsonNodeFactory.instance.objectNode() : ConfigFile.read(config);
    job.put("jobId", words.get(0));
    ObjectNode input = job.withObject("/trainingInput");
    flags.putInto(input);
    TrainingFlags.put(input, "pythonModule", moduleName);
    if (jobDir != null) {
      input.put("jobDir", ConfigFile.location(jobDir));
    }
    if (!arguments.isEmpty()) {
      input.putArray("args");
      arguments.forEach(input.withArray("/args")::add);
    }
    if (!labels.isEmpty()) {
      labels.forEach(job.withObject("/labels")::put);
    }
    return job;
  }

  private void upload(ObjectNode input, ApiClient api) {
    List<String> uris = new ArrayList<>();
    Path source = source(input);
    if (source != null) {
      try (SourcePackage packed = SourcePackage.of(source)) {
        uris.add(api.upload(packed.file()));
      }
    }
    for (String each : packages) {
      uris.add(each.contains("://") ? each : api.upload(Path.of(each)));
    }
    if (!uris.isEmpty()) {
      input.putArray("packageUris");
      uris.forEach(input.withArray("/packageUris")::add);
    }
  }

  /** The folder of the Python package to pack; null if there is none. */
  private @Nullable Path source(ObjectNode input) {
    if (packagePath != null) {
      return packagePath;
    }
    String module = input.path("pythonModule").asText();
    if (module.isEmpty() || !packages.isEmpty() || input.has("packageUris")) {
      return null;
    }
    Path usual = Path.of(module.replaceFirst("\\..*", ""));
    return Files.isDirectory(usual) ? usual : null;
  }
}
