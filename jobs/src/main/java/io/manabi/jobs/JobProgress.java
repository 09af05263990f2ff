package io.manabi.jobs;

import java.util.Map;

/**
 * What there is to keep of a job whose tasks outlive this process, so that another one can {@link
 * RunningJob#resume} it.
 *
 * @param spec the job; it may have fewer workers than it began with
 * @param addresses those of its tasks
 * @param references what the provisioner knows each task by, or will once it has been started
 * @param restarts how often each task has been to blame for a restart, if it has
 */
public record JobProgress(
    JobSpec spec, TfConfig addresses, Map<Task, String> references, Map<Task, Integer> restarts) {
  /** Keeps what is there now. */
  public JobProgress {
    references = Map.copyOf(references);
    restarts = Map.copyOf(restarts);
  }
}
