package io.manabi.jobs;

import java.nio.file.Path;
import java.util.List;

/**
 * A task to start.
 *
 * @param task which it is
 * @param command its program and the arguments of that
 * @param addresses those of all tasks of its job, which it is told
 * @param log the file to whose end its output is added
 */
public record TaskSpec(Task task, List<String> command, TfConfig addresses, Path log) {
  /** Keeps the command as it is now. */
  public TaskSpec {
    command = List.copyOf(command);
  }
}
