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
 * @param terms what it is given
 */
public record TaskSpec(
    Task task, List<String> command, TfConfig addresses, Path log, TaskTerms terms) {
  /** A task that is given nothing particular. */
  public TaskSpec(Task task, List<String> command, TfConfig addresses, Path log) {
    this(task, command, addresses, log, TaskTerms.NONE);
  }

  /** Keeps the command as it is now. */
  public TaskSpec {
    command = List.copyOf(command);
  }
}
