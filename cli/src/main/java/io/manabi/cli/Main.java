package io.manabi.cli;

import io.manabi.core.ManabiException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The entry of the command. */
public final class Main {
  private Main() {}

  /** Runs a command line and exits with 0 if all went well, 1 if it failed, 2 for wrong usage. */
  public static void main(String[] args) {
    int code = commandLine(standardError()).execute(args);
    System.out.flush();
    // Not a plain return: libraries leave threads behind that would keep the process.
    System.exit(code);
  }

  /** The command line, with errors going to {@code err}. */
  static CommandLine commandLine(PrintStream err) {
    PrintWriter errors = new PrintWriter(err, true, StandardCharsets.UTF_8);
    return new CommandLine(new ManabiCommand())
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(errors)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              errors.println("manabi: " + sentence(failure));
              return command.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  private static String sentence(Exception failure) {
    Logger log = LoggerFactory.getLogger(Main.class);
    log.error("failed", failure);
    if (failure instanceof ManabiException known) {
      return known.getMessage();
    }
    return "Something unexpected went wrong ("
        + failure.getClass().getSimpleName()
        + "); the details are in "
        + System.getenv().getOrDefault("MANABI_LOG", "manabi.log")
        + ".";
  }

  /**
   * The user's standard error. The launcher sends file descriptor 2 to the log file, for native
   * libraries write to it what nobody can switch off, and hands over the real one as another.
   */
  private static PrintStream standardError() {
    @Nullable String path = System.getenv("MANABI_STDERR");
    if (path != null) {
      try {
        // To append matters where it is a file: opening it otherwise would empty it.
        return new PrintStream(new FileOutputStream(path, true), true, StandardCharsets.UTF_8);
      } catch (IOException e) {
        LoggerFactory.getLogger(Main.class).warn("cannot open {}", path, e);
      }
    }
    return System.err;
  }
}
