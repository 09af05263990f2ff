package io.manabi.control.programs;

import java.util.List;
import java.util.Optional;

/**
 * What the tasks of a job run.
 *
 * @param command the program and its arguments
 * @param environment what must be made before, if it is in Python
 */
public record Program(List<String> command, Optional<PythonEnvironment> environment) {
  /** Keeps the command as it is now. */
  public Program {
    command = List.copyOf(command);
  }
}
