package io.manabi.cli.data;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs data commands, and keeps what they print. */
final class DataCommandLine {
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  /** Runs a command and returns its exit code. */
  int run(String... arguments) {
    return new CommandLine(new DataCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              err.write(String.valueOf(failure.getMessage()));
              return 1;
            })
        .execute(arguments);
  }
}
