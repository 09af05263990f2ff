package io.manabi.cli.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.FormatOption;
import io.manabi.cli.cloud.ListOptions;
import io.manabi.cli.cloud.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands about operations, which are what takes a server longer. */
@Command(
    name = "operations",
    description = "See what a server is doing, such as creating a version.")
public final class OperationsCommand {
  private static final String OPERATION = "The name of the operation.";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Command(name = "list", description = "List operations.")
  void list(@Mixin ServerOptions server, @Mixin ListOptions options) {
    options.print(
        server.connect().list("operations", "operations", options.pageSize()),
        "table(name.basename(), metadata.operationType:label=OPERATION, done)");
  }

  @Command(name = "describe", description = "Show all of an operation.")
  void describe(
      @Mixin ServerOptions server,
      @Mixin FormatOption format,
      @Parameters(paramLabel = "OPERATION", description = OPERATION) String name) {
    format.print(server.connect().get(Operation.path(name)));
  }

  @Command(name = "wait", description = "Wait until an operation is done; fails if it has failed.")
  void await(
      @Mixin ServerOptions server,
      @Mixin FormatOption format,
      @Parameters(paramLabel = "OPERATION", description = OPERATION) String name)
      throws InterruptedException {
    ApiClient api = server.connect();
    Operation operation =
        new Operation(api, api.get(Operation.path(name)), spec.commandLine().getErr());
    format.print(operation.await("Waiting for operation [" + name + "]"));
  }

  @Command(name = "cancel", description = "Ask for an operation to be cancelled.")
  void cancel(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "OPERATION", description = OPERATION) String name) {
    Object unused =
        server
            .connect()
            .post(Operation.path(name) + ":cancel", JsonNodeFactory.instance.objectNode());
  }
}
