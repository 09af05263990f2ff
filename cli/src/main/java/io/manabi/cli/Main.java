package io.manabi.cli;

import io.manabi.cli.serve.TensorFlowServingFlags;
import io.manabi.core.ManabiException;
import io.manabi.core.ProcessDefaults;
import io.manabi.core.files.NativeLibraryFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry of the command. */
public final class Main {
  private Main() {}

  /** Runs a command line and exits with 0 if all went well, 1 if it failed, 2 for wrong usage. */
  public static void main(String[] args) {
    ProcessDefaults.apply();
    CommandLine command = commandLine(standardError());
    int code = run(command, args);
    if (System.out.checkError()) {
      command
          .getErr()
          .println("manabi: Standard output cannot be written, so what it has is not complete.");
      code = Math.max(code, 1);
    }
    // Not a plain return: libraries leave threads behind that would keep the process.
    System.exit(code);
  }

  /** The command line, with errors going to {@code err}. */
  static CommandLine commandLine(PrintStream err) {
    return new CommandLine(new ManabiCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((failure, arguments) -> refuse(failure))
        .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
  }

  /** Runs a command line and returns the exit code. */
  static int run(CommandLine command, String... args) {
    try {
      return command.execute(
          args.length > 0 && args[0].equals("serve")
              ? TensorFlowServingFlags.withHyphens(args)
              : args);
    } catch (Error e) {
      // picocli leaves errors alone, such as a lack of memory.
      return report(e, command);
    }
  }

  /** Shows what there is, and what is wrong at the end, where a user looks first. */
  private static int refuse(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
      command.usage(err);
    }
    err.println();
    err.println("manabi: " + failure.getMessage());
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int report(Throwable failure, CommandLine command) {
    if (failure instanceof ManabiException) {
      // A server's log is what its operator looks at.
      log().debug("failed", failure);
    } else {
      log().error("failed", failure);
    }
    command.getErr().println("manabi: " + sentence(failure));
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** Not a field: to set logging up takes a tenth of a second, which {@code --help} can spare. */
  private static Logger log() {
    return LoggerFactory.getLogger(Main.class);
  }

  private static String sentence(Throwable failure) {
    if (failure instanceof ManabiException known) {
      return known.getMessage();
    }
    return NativeLibraryFailure.explain(failure)
        .map(ManabiException::getMessage)
        .orElseGet(
            () ->
                "Something unexpected went wrong ("
                    + failure.getClass().getSimpleName()
                    + "); the details are in "
                    + logFile()
                    + ".");
  }

  /** Where the configuration of logback sends the log. */
  private static String logFile() {
    @Nullable String file = System.getenv("MANABI_LOG");
    if (file == null && System.getProperty("logback.configurationFile") != null) {
      return "the lines above";
    }
    return file != null
        ? file
        : Path.of(
                System.getProperty("java.io.tmpdir"),
                "manabi-" + System.getProperty("user.name") + ".log")
            .toString();
  }

  /**
   * The user's standard error. The launcher sends file descriptor 2 to the log file, for native
   * libraries write to it what nobody can switch off, and hands over the real one under another
   * number. Java opens that only by the insides of its library: to open it by a name such as {@code
   * /dev/fd/3} loses the place in a file, and fails for sockets and other people's terminals.
   */
  private static PrintStream standardError() {
    @Nullable String descriptor = System.getenv("MANABI_STDERR");
    if (descriptor != null) {
      try {
        Constructor<FileDescriptor> byNumber =
            FileDescriptor.class.getDeclaredConstructor(int.class);
        byNumber.setAccessible(true);
        return new PrintStream(
            new FileOutputStream(byNumber.newInstance(Integer.parseInt(descriptor))),
            true,
            StandardCharsets.UTF_8);
      } catch (ReflectiveOperationException | InaccessibleObjectException e) {
        log().warn("cannot write to file descriptor {}", descriptor, e);
      }
    }
    return System.err;
  }
}
