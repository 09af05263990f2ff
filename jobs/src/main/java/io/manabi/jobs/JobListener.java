package io.manabi.jobs;

/** Hears of the tasks of a job, on threads of the job. */
@FunctionalInterface
public interface JobListener {

  /**
   * A task has ended before its time, and it or the whole job is started again.
   *
   * @param message one sentence for the user, with the task, how it ended and its log
   */
  void restarting(String message);
}
