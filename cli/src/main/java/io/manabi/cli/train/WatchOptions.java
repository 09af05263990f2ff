package io.manabi.cli.train;

import io.manabi.cli.terminal.Terminal;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags that tell how to watch a training. */
public final class WatchOptions {
  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, or json for one JSON object a line (default: ${DEFAULT-VALUE}).")
  private String logFormat = "text";

  @Option(
      names = "--profile",
      paramLabel = "STEPS",
      defaultValue = "0",
      description = {
        "Take the time of that many steps of each task, operation by operation:",
        "a table, and a Chrome trace in the folder profile of the job."
      })
  private int profile;

  /**
   * Where the command writes.
   *
   * @throws ParameterException if there is no such format
   */
  public Terminal terminal(CommandSpec command) {
    return switch (logFormat) {
      case "text" -> Terminal.standard();
      case "json" -> Terminal.json();
      default ->
          throw new ParameterException(
              command.commandLine(), "--log-format is " + logFormat + "; expected text or json.");
    };
  }

  /**
   * How many steps to profile.
   *
   * @throws ParameterException if that is no count
   */
  public int profileSteps(CommandSpec command) {
    if (profile < 0) {
      throw new ParameterException(
          command.commandLine(), "--profile is " + profile + "; expected 0 or more.");
    }
    return profile;
  }
}
