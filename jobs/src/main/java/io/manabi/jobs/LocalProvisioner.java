package io.manabi.jobs;

import java.util.List;
import java.util.Map;

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

  /**
   * Starts one task of a job whose others are on other machines, where the same is done for each:
   * it is restarted here as often as {@link JobSpec#restarts} says, counted anew when it has run
   * for ten minutes, unless it ends with {@link RunningJob#USER_ERROR}. The job, as far as it is
   * here, succeeds when it does.
   *
   * @param spec the job; its numbers of workers and parameter servers do not count
   * @param task the task
   * @param cluster the addresses of all tasks, host:port, for each role
   * @param listener hears of the task
   * @return the job, which the caller closes
   * @throws io.manabi.core.ManabiException if the task cannot be started
   */
  public static RunningJob startOne(
      JobSpec spec, Task task, Map<String, List<String>> cluster, JobListener listener) {
    RunningJob job = new RunningJob(spec.with(task), listener, each -> TfConfig.of(cluster));
    job.start();
    return job;
  }
}
