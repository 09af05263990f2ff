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

  static StateMachine<JobState> machine(String job) {
    return new StateMachine<>(
        "job " + job,
        PREPARING,
        Map.of(
            PREPARING, Set.of(RUNNING, FAILED, CANCELLING),
            RUNNING, Set.of(SUCCEEDED, FAILED, CANCELLING),
            CANCELLING, Set.of(CANCELLED)));
  }
}
