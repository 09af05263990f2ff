package io.manabi.jobs;

/**
 * Hears of the tasks of a job, on threads of the job. What it throws is logged, and the job goes
 * on.
 */
@FunctionalInterface
public interface JobListener {

  /**
   * A task has ended before its time, and it or the whole job is started again.
   *
   * @param message one sentence for the user, with the task, how it ended and its log
   */
  void restarting(String message);

  /**
   * Tasks are about to be started. Who keeps this each time can find every task of the job later:
   * until it returns, none is started. So one that cannot keep it yet waits rather than throws, or
   * a task may be started that nobody finds again.
   *
   * @param progress the job as it is from now on
   */
  default void progressed(JobProgress progress) {}
}
