package io.manabi.jobs.processes;

import io.manabi.core.ManabiException;
import io.manabi.jobs.TaskSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether there is a program, and what to say if it cannot be started. */
final class Program {
  private Program() {}

  /** Whether a command can be found from any folder. */
  static boolean existsAnywhere(String name) {
    return exists(name) && (!name.contains(File.separator) || Path.of(name).isAbsolute());
  }

  /** Whether a command can be found, as a shell finds it. */
  static boolean exists(String name) {
    String path = String.valueOf(System.getenv("PATH"));
    return name.contains(File.separator)
        ? isProgram("", name)
        : Stream.of(path.split(File.pathSeparator)).anyMatch(folder -> isProgram(folder, name));
  }

  private static boolean isProgram(String folder, String name) {
    try {
      Path file = Path.of(folder, name);
      return Files.isRegularFile(file) && Files.isExecutable(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether a command that says nothing ends well. */
  static boolean succeeds(List<String> command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A program that is there may find no memory, processes or open files left; so it may later. */
  static ManabiException cannotStart(TaskSpec spec, IOException cause) {
    return exists(spec.command().get(0))
        ? ManabiException.resources(
            "Cannot start task " + spec.task() + ": " + cause.getMessage() + ".", cause)
        : missing(spec);
  }

  static ManabiException missing(TaskSpec spec) {
    return ManabiException.user(
        "Cannot start task "
            + spec.task()
            + ": "
            + spec.command().get(0)
            + " is no program that can be run here.");
  }
}
