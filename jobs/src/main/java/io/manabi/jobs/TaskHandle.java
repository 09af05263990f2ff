package io.manabi.jobs;

import java.util.concurrent.CompletableFuture;

/** A task that has been started, wherever that is. Safe for use by several threads. */
public interface TaskHandle {
  /** Which task of its job it is. */
  Task task();

  /** What its provisioner knows it by; it means nothing to others. */
  String reference();

  /**
   * Its end. Once that is there, nothing that the task has started is left. To complete or cancel
   * it does nothing to the task.
   */
  CompletableFuture<ExitStatus> end();

  /** Whether it has not ended. */
  default boolean isAlive() {
    return !end().isDone();
  }

  /** Asks the program to end, and returns at once. Nothing happens if it has ended. */
  void terminate();

  /**
   * Ends the program with all that it has started, whether they want to or not; returns without
   * waiting for the end. Nothing happens if it has ended.
   */
  void kill();

  /** What it has written. */
  TaskLog log();
}
