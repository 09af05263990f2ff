package io.manabi.cli.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.FormatOption;
import io.manabi.cli.cloud.ListOptions;
import io.manabi.cli.cloud.ServerOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands about models of a server. */
@Command(name = "models", description = "Make models on a server (manabi up), which have versions.")
public final class ModelsCommand {
  private static final String MODEL = "The name of the model.";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  /** The path of a model below its project. */
  static String path(String model) {
    return "models/" + ApiClient.escaped(model);
  }

  @Command(name = "list", description = "List models and their default versions.")
  void list(@Mixin ServerOptions server, @Mixin ListOptions options) {
    options.print(
        server.connect().list("models", "models", options.pageSize()),
        "table(name.basename(), defaultVersion.name.basename())");
  }

  @Command(name = "create", description = "Make a model, which has no versions yet.")
  void create(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "MODEL", description = MODEL) String model,
      @Mixin NewModel options) {
    ApiClient api = server.connect();
    Object unused = api.post("models", options.json(model));
    spec.commandLine()
        .getErr()
        .println("Created ml engine model [projects/" + api.project() + "/models/" + model + "].");
  }

  /** What a new model has. */
  static final class NewModel {
    @Option(
        names = "--regions",
        paramLabel = "NAME",
        split = ",",
        description = "Kept with the model; there is one region here.")
    private List<String> regions = List.of();

    @Option(
        names = "--enable-logging",
        description = "Kept with the model; what a server logs says its model's configuration.")
    private boolean logging;

    @Option(names = "--enable-console-logging", hidden = true, description = "Kept with it.")
    private boolean consoleLogging;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    @Option(
        names = "--labels",
        paramLabel = "KEY=VALUE",
        split = ",",
        description = "What models can be filtered by.")
    private Map<String, String> labels = Map.of();

    private ObjectNode json(String name) {
      ObjectNode model = JsonNodeFactory.instance.objectNode();
      model.put("name", name);
      regions.forEach(model.withArray("/regions")::add);
      if (regions.isEmpty()) {
        model.remove("regions");
      }
      if (logging) {
        model.put("onlinePredictionLogging", true);
      }
      if (consoleLogging) {
        model.put("onlinePredictionConsoleLogging", true);
      }
      if (description != null) {
        model.put("description", description);
      }
      labels.forEach((key, value) -> model.withObject("/labels").put(key, value));
      return model;
    }
  }

  @Command(name = "describe", description = "Show all of a model.")
  void describe(
      @Mixin ServerOptions server,
      @Mixin FormatOption format,
      @Parameters(paramLabel = "MODEL", description = MODEL) String model) {
    format.print(server.connect().get(path(model)));
  }

  @Command(name = "delete", description = "Delete a model, which must have no versions.")
  void delete(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "MODEL", description = MODEL) String model)
      throws InterruptedException {
    ApiClient api = server.connect();
    server.confirm("This will delete model [" + model + "]...");
    Object unused =
        new Operation(api, api.delete(path(model)), spec.commandLine().getErr())
            .await("Deleting model [" + model + "]");
  }

  @Command(
      name = "update",
      description = "Change the description, the labels or the aliases of a model.")
  void update(
      @Mixin ServerOptions server,
      @Mixin FormatOption format,
      @Mixin Changes changes,
      @Mixin AliasOptions aliases,
      @Parameters(paramLabel = "MODEL", description = MODEL) String model)
      throws InterruptedException {
    ApiClient api = server.connect();
    changes.add(aliases);
    format.print(
        Operation.resultOf(
            api,
            changes.apply(api, path(model)),
            spec.commandLine().getErr(),
            "Updating model [" + model + "]"));
  }
}
