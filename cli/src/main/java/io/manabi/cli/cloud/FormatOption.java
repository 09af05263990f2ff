package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.core.ManabiException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a resource is printed. */
public class FormatOption {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec command;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "json, yaml, table(COLUMNS), value(COLUMNS), csv(COLUMNS) or none, with columns as in"
              + " 'table(name.basename(), state:label=STATUS)'.")
  private @Nullable String format;

  /**
   * Prints a resource, in YAML if the user asks for no format.
   *
   * @throws ParameterException if the user's cannot be read
   */
  public final void print(JsonNode resource) {
    get(OutputFormat.parse("yaml")).print(resource, out());
  }

  /**
   * The format.
   *
   * @param usual the format if the user asks for none, and its columns if that says none
   * @throws ParameterException if the user's cannot be read
   */
  public final OutputFormat get(OutputFormat usual) {
    try {
      return format == null ? usual : OutputFormat.parse(format).orColumnsOf(usual);
    } catch (ManabiException e) {
      throw wrong(e.getMessage());
    }
  }

  /** Where the command prints. */
  public final PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** Where it tells what is not its result. */
  final PrintWriter err() {
    return command.commandLine().getErr();
  }

  /** Wrong usage of the command. */
  final ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
