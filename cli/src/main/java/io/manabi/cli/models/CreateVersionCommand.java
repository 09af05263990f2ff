package io.manabi.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.ConfigFile;
import io.manabi.cli.cloud.FormatOption;
import io.manabi.cli.cloud.ServerOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates a version of a model. */
@Command(
    name = "create",
    description = {
      "Create a version from a SavedModel, and wait until it answers requests.",
      "The first version of a model becomes its default one."
    },
    footer = {
      "",
      "Example:",
      "  manabi versions create v1 --model MNIST --origin jobs/mnist_1/export/1"
    })
final class CreateVersionCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Parameters(paramLabel = "VERSION", description = "The name of the version.")
  private String name = "";

  @Mixin private VersionsCommand.OfModel model = new VersionsCommand.OfModel();

  @Option(
      names = "--origin",
      paramLabel = "DIR",
      description =
          "The folder with the SavedModel, which the server sees: a path, or an address as"
              + " s3://bucket/folder.")
  private @Nullable String origin;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A version in YAML or JSON; flags count before it.")
  private @Nullable Path config;

  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  private @Nullable String description;

  @Option(
      names = "--labels",
      paramLabel = "KEY=VALUE",
      split = ",",
      description = "What versions can be filtered by.")
  private Map<String, String> labels = Map.of();

  @Option(
      names = "--framework",
      paramLabel = "NAME",
      description = "tensorflow, which is all that is served here.")
  private @Nullable String framework;

  @Option(
      names = "--runtime-version",
      paramLabel = "VERSION",
      description = "Kept with the version.")
  private @Nullable String runtimeVersion;

  @Option(
      names = "--python-version",
      paramLabel = "VERSION",
      description = "Kept with the version.")
  private @Nullable String pythonVersion;

  @Option(names = "--machine-type", paramLabel = "TYPE", description = "Kept with the version.")
  private @Nullable String machineType;

  @Option(
      names = "--staging-bucket",
      paramLabel = "URL",
      description = "Not needed: the server reads the files itself.")
  private @Nullable String stagingBucket;

  @Option(names = "--async", description = "Return at once, with the operation.")
  private boolean async;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private FormatOption format = new FormatOption();

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode version = version();
    ApiClient api = server.connect();
    PrintWriter err = spec.commandLine().getErr();
    if (stagingBucket != null) {
      err.println("--staging-bucket is not needed here: the server reads the files itself.");
    }
    JsonNode operation = api.post(model.versions(), version);
    if (async) {
      format.print(operation);
      return 0;
    }
    Object unused =
        new Operation(api, operation, err)
            .await("Creating version (this might take a few minutes)");
    return 0;
  }

  private ObjectNode version() {
    ObjectNode version =
        config == null ? JsonNodeFactory.instance.objectNode() : ConfigFile.read(config);
    version.put("name", name);
    put(version, "deploymentUri", origin == null ? null : ConfigFile.location(origin));
    put(version, "description", description);
    put(version, "framework", framework == null ? null : framework.toUpperCase(Locale.ROOT));
    put(version, "runtimeVersion", runtimeVersion);
    put(version, "pythonVersion", pythonVersion);
    put(version, "machineType", machineType);
    labels.forEach((key, value) -> version.withObject("/labels").put(key, value));
    if (!version.has("deploymentUri")) {
      throw new ParameterException(
          spec.commandLine(), "--origin is missing; name the folder with the SavedModel.");
    }
    return version;
  }

  private static void put(ObjectNode version, String field, @Nullable String value) {
    if (value != null) {
      version.put(field, value);
    }
  }
}
