package io.manabi.jobs;

import io.manabi.core.ManabiException;
import java.util.Arrays;
import java.util.Locale;

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
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role of that name in {@code TF_CONFIG}.
     *
     * @throws ManabiException if there is none
     */
    public static Role of(String key) {
      return Arrays.stream(values())
          .filter(role -> role.key().equals(key))
          .findFirst()
          .orElseThrow(
              () ->
                  ManabiException.user(
                      "TF_CONFIG has the task type '" + key + "'; expected master, worker or ps."));
    }
  }

  /**
   * The task of that name, as {@link #toString} gives it.
   *
   * @throws ManabiException if it is the name of none
   */
  public static Task of(String name) {
    int hyphen = name.lastIndexOf('-');
    try {
      Role role = Role.of(name.substring(0, Math.max(0, hyphen)));
      return new Task(role, Integer.parseUnsignedInt(name.substring(hyphen + 1)));
    } catch (NumberFormatException e) {
      throw ManabiException.user(
          "'" + name + "' is the name of no task; expected one as worker-0.", e);
    }
  }

  /** Its name in messages and of its log file, such as {@code worker-1}. */
  @Override
  public String toString() {
    return role.key() + "-" + index;
  }
}
