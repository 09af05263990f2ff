package io.manabi.jobs;

import io.manabi.core.StateMachine;
import java.util.Map;
import java.util.Set;

/**
 * The states of a job, named as in <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs#State">Cloud ML
 * Engine</a>.
 */
public enum JobState {
  /** It waits for its turn; none of its tasks has been started. */
  QUEUED,
  /** Its tasks are being started. */
  PREPARING,
  /** All its tasks have been started. */
  RUNNING,
  /** The master has ended well, and no task is left. */
  SUCCEEDED,
  /** A task has failed more often than it may, and no task is left. */
  FAILED,
  /** Somebody asked for its end. */
  CANCELLING,
  /** It was ended on request, and no task is left. */
  CANCELLED;

  private static final Map<JobState, Set<JobState>> FOLLOWERS =
      Map.of(
          QUEUED, Set.of(PREPARING, FAILED, CANCELLING),
          PREPARING, Set.of(RUNNING, FAILED, CANCELLING),
          RUNNING, Set.of(SUCCEEDED, FAILED, CANCELLING),
          CANCELLING, Set.of(CANCELLED));

  /** Whether no state follows. */
  public boolean isFinal() {
    return FOLLOWERS.getOrDefault(this, Set.of()).isEmpty();
  }

  /**
   * The life of a job.
   *
   * @param job its name, for messages
   * @param now the state in which it is at first here
   */
  public static StateMachine<JobState> machine(String job, JobState now) {
    return new StateMachine<>("job " + job, now, FOLLOWERS);
  }
}
