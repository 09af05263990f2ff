package io.manabi.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.FormatOption;
import io.manabi.cli.cloud.ServerOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a model of a server. */
@Command(
    name = "predict",
    description = "Ask a model of a server (manabi up).",
    footer = {"", "Example:", "  manabi predict --model MNIST --json-instances request.json"})
public final class PredictCommand implements Runnable {
  /** Said here, for {@code --version} tells that of other commands. */
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean unusedHelp;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "The name of the model.")
  private String model = "";

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "Its version, or an alias of one (default: the default version).")
  private @Nullable String version;

  @Option(
      names = "--region",
      hidden = true,
      paramLabel = "NAME",
      description = "There is one region here.")
  private String unusedRegion = "";

  @Mixin private InstanceOptions instances = new InstanceOptions();
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private FormatOption format = new FormatOption();

  @Override
  public void run() {
    String path =
        ModelsCommand.path(model)
            + (version == null ? "" : "/versions/" + ApiClient.escaped(version));
    JsonNode answer = server.connect().post(path + ":predict", instances.body());
    Predictions.print(answer, format);
  }
}
