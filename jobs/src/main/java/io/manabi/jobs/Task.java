package io.manabi.jobs;

/**
 * A task of a job.
 *
 * @param role what it is
 * @param index its number among those of its role, from 0
 */
public record Task(Role role, int index) {

  /** What a task is for. */
  public enum Role {
    /** Coordinates; the job ends well when it does. */
    MASTER,
    /** Trains; the others go on while it is started again. */
    WORKER,
    /** Holds the parameters; without one of these all tasks are started again. */
    PS;

    /** Its name in {@code TF_CONFIG}. */
    public String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Its name in messages and of its log file, such as {@code worker-1}. */
  @Override
  public String toString() {
    return role.key() + "-" + index;
  }
}
