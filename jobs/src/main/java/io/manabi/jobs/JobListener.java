package io.manabi.jobs;

/** Hears of the tasks of a job, on threads of the job. */
@FunctionalInterface
public interface JobListener {

  /**
   * A worker has ended before its time, and the job goes on without it.
   *
   * @param message one sentence for the user
   */
  void workerLost(String message);
}
