package io.manabi.control.programs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A virtual environment in which programs in Python run.
 *
 * @param folder where it is, once it is made
 * @param making the command that makes it unless it is there, and ends with status 0 then; several
 *     may run at once, and each may be killed at any time
 * @param variables what that command is told in its environment
 */
public record PythonEnvironment(Path folder, List<String> making, Map<String, String> variables) {
  /** The status of the command that has taken too long. */
  public static final int TOO_LONG = 124;

  /** Keeps what is there now. */
  public PythonEnvironment {
    making = List.copyOf(making);
    variables = Map.copyOf(variables);
  }

  /** The interpreter in it. */
  Path python() {
    return folder.resolve("bin").resolve("python");
  }
}
