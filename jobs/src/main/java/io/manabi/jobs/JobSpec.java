package io.manabi.jobs;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A job to run.
 *
 * @param id its name
 * @param command the program of each task and its arguments
 * @param workers how many workers it has beside the master
 * @param parameterServers how many parameter servers it has; with workers and none of these, all
 *     tasks depend on each other, so that the loss of one is that of all
 * @param logDirectory where each task has its log file
 * @param maxRestarts how often each task may end before its time and is restarted; once more, and
 *     the job fails
 * @param grace how long the other tasks may take to end by themselves once the master has, and how
 *     long a task may take to end when it is told to
 */
public record JobSpec(
    String id,
    List<String> command,
    int workers,
    int parameterServers,
    Path logDirectory,
    int maxRestarts,
    Duration grace) {

  /** Checks the program and the numbers. */
  public JobSpec {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw ManabiException.user("Job " + id + " names no program to run.");
    }
    if (workers < 0 || parameterServers < 0) {
      throw ManabiException.user(
          "A job has 0 or more workers and parameter servers, not "
              + workers
              + " workers and "
              + parameterServers
              + " parameter servers.");
    }
    if (maxRestarts < 0) {
      throw ManabiException.user(
          "A task can be restarted 0 times or more, not " + maxRestarts + " times.");
    }
  }

  /** The tasks, parameter servers first. */
  public List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < parameterServers; i++) {
      tasks.add(new Task(Task.Role.PS, i));
    }
    tasks.add(new Task(Task.Role.MASTER, 0));
    for (int i = 0; i < workers; i++) {
      tasks.add(new Task(Task.Role.WORKER, i));
    }
    return tasks;
  }

  /** The log file of a task. */
  public Path log(Task task) {
    return logDirectory.resolve(task + ".log");
  }
}
