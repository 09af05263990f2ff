package io.manabi.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.FormatOption;
import io.manabi.cli.cloud.ListOptions;
import io.manabi.cli.cloud.ServerOptions;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands about versions of models. */
@Command(
    name = "versions",
    description = "Serve versions of a model, and say which is the default one.",
    subcommands = CreateVersionCommand.class)
public final class VersionsCommand {
  private static final String VERSION = "The name of the version.";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  /** Which model a version is of. */
  static final class OfModel {
    @Option(
        names = "--model",
        required = true,
        paramLabel = "MODEL",
        description = "The name of the model.")
    private String model = "";

    /** The path of the model below its project. */
    String path() {
      return ModelsCommand.path(model);
    }

    /** That of its versions. */
    String versions() {
      return path() + "/versions";
    }

    /** That of a version. */
    String version(String name) {
      return versions() + "/" + ApiClient.escaped(name);
    }
  }

  @Command(name = "list", description = "List the versions of a model.")
  void list(@Mixin ServerOptions server, @Mixin ListOptions options, @Mixin OfModel model) {
    options.print(
        server.connect().list(model.versions(), "versions", options.pageSize()),
        "table(name.basename(), deploymentUri, state)");
  }

  @Command(name = "describe", description = "Show all of a version.")
  void describe(
      @Mixin ServerOptions server,
      @Mixin FormatOption format,
      @Mixin OfModel model,
      @Parameters(paramLabel = "VERSION", description = VERSION) String version) {
    format.print(server.connect().get(model.version(version)));
  }

  @Command(
      name = "set-default",
      description = "Have requests that name no version answered by this one.")
  void setDefault(
      @Mixin ServerOptions server,
      @Mixin FormatOption format,
      @Mixin OfModel model,
      @Parameters(paramLabel = "VERSION", description = VERSION) String version) {
    format.print(
        server
            .connect()
            .post(model.version(version) + ":setDefault", JsonNodeFactory.instance.objectNode()));
  }

  @Command(
      name = "rollback",
      description = "Make the version the default one that was it before the one that is it now.")
  void rollback(@Mixin ServerOptions server, @Mixin FormatOption format, @Mixin OfModel model) {
    format.print(
        server.connect().post(model.path() + ":rollback", JsonNodeFactory.instance.objectNode()));
  }

  @Command(name = "history", description = "List which versions were the default one, and when.")
  void history(@Mixin ServerOptions server, @Mixin ListOptions options, @Mixin OfModel model) {
    JsonNode events = server.connect().get(model.path() + ":history").path("events");
    options.print(
        StreamSupport.stream(events.spliterator(), false),
        "table(time.date(tz=LOCAL), version, action, who)");
  }

  @Command(name = "update", description = "Change the description or the labels of a version.")
  void update(
      @Mixin ServerOptions server,
      @Mixin FormatOption format,
      @Mixin Changes changes,
      @Mixin OfModel model,
      @Parameters(paramLabel = "VERSION", description = VERSION) String version)
      throws InterruptedException {
    ApiClient api = server.connect();
    format.print(
        Operation.resultOf(
            api,
            changes.apply(api, model.version(version)),
            spec.commandLine().getErr(),
            "Updating version [" + version + "]"));
  }

  @Command(
      name = "delete",
      description = "Delete a version; the default one only if it is the last.")
  void delete(
      @Mixin ServerOptions server,
      @Mixin OfModel model,
      @Parameters(paramLabel = "VERSION", description = VERSION) String version)
      throws InterruptedException {
    ApiClient api = server.connect();
    server.confirm("This will delete version [" + version + "]...");
    Object unused =
        new Operation(api, api.delete(model.version(version)), spec.commandLine().getErr())
            .await("Deleting version [" + version + "]");
  }
}
