package io.manabi.jobs;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job to run.
 *
 * @param id its name
 * @param command the program of each task and its arguments
 * @param workers how many workers it has beside the master
 * @param parameterServers how many parameter servers it has; with workers and none of these, all
 *     tasks depend on each other, so that the loss of one is that of all
 * @param logDirectory where each task has its log file
 * @param restarts what is done about tasks that end before their time
 * @param grace how long the other tasks may take to end by themselves once the master has, and how
 *     long a task may take to end when it is told to
 * @param only the task that runs here, if the others run elsewhere
 * @param terms what its tasks are given
 */
public record JobSpec(
    String id,
    List<String> command,
    int workers,
    int parameterServers,
    Path logDirectory,
    Restarts restarts,
    Duration grace,
    Optional<Task> only,
    TaskTerms terms) {

  /** All tasks run here, and are given nothing particular. */
  public JobSpec(
      String id,
      List<String> command,
      int workers,
      int parameterServers,
      Path logDirectory,
      Restarts restarts,
      Duration grace) {
    this(
        id,
        command,
        workers,
        parameterServers,
        logDirectory,
        restarts,
        grace,
        Optional.empty(),
        TaskTerms.NONE);
  }

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
  }

  /**
   * What is done about tasks that end before their time.
   *
   * @param max how often each may be restarted; once more, and the job fails
   * @param minWorkers with how few workers a job without parameter servers goes on: rather than to
   *     fail, it then gives up the worker that has been lost too often
   * @param silence how long a task whose server has answered may then not answer, as one that is
   *     stopped or hangs, before it is killed; shorter than tasks wait for each other, so that
   *     nobody else ends before it
   */
  public record Restarts(int max, int minWorkers, Duration silence) {
    /** How long a task may usually be silent. */
    public static final Duration SILENCE = Duration.ofSeconds(20);

    /** Checks the numbers. */
    public Restarts {
      if (max < 0) {
        throw ManabiException.user(
            "A task can be restarted 0 times or more, not " + max + " times.");
      }
      if (silence.toMillis() < 1) {
        throw ManabiException.user(
            "A task must be allowed to be silent for some seconds, not for "
                + silence.toMillis()
                + " ms.");
      }
    }

    /** With all workers or not at all. */
    public static Restarts upTo(int max) {
      return new Restarts(max, Integer.MAX_VALUE, SILENCE);
    }
  }

  /** The same job with a worker less. */
  JobSpec withOneWorkerLess() {
    return new JobSpec(
        id, command, workers - 1, parameterServers, logDirectory, restarts, grace, only, terms);
  }

  /** The same job, whose tasks are given something else. */
  public JobSpec with(TaskTerms other) {
    return new JobSpec(
        id, command, workers, parameterServers, logDirectory, restarts, grace, only, other);
  }

  /** The same job, of which only one task runs here. */
  JobSpec with(Task task) {
    return new JobSpec(
        id,
        command,
        workers,
        parameterServers,
        logDirectory,
        restarts,
        grace,
        Optional.of(task),
        terms);
  }

  /** The tasks that run here, parameter servers first. */
  public List<Task> tasks() {
    if (only.isPresent()) {
      return List.of(only.get());
    }
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
