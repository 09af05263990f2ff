package io.manabi.jobs;

/** Runs each task of a job as a process of this machine. */
public final class LocalProvisioner {
  private LocalProvisioner() {}

  /**
   * Starts a job.
   *
   * @param spec the job
   * @param listener hears of its tasks
   * @return the job, which the caller closes
   * @throws io.manabi.core.ManabiException if a task cannot be started; then none is left
   */
  public static RunningJob start(JobSpec spec, JobListener listener) {
    RunningJob job = new RunningJob(spec, listener, each -> TfConfig.onThisMachine(each.tasks()));
    job.start();
    return job;
  }
}
