package io.manabi.training.spec;

import io.manabi.core.ManabiException;

/**
 * How a training can be watched beside its files.
 *
 * @param jsonLines whether each task writes its lines of JSON to standard output, too
 * @param profileSteps how many steps each task takes the time of, operation by operation; 0 for
 *     none
 */
public record Watching(boolean jsonLines, int profileSteps) {
  /** Only by its files. */
  public static final Watching FILES = new Watching(false, 0);

  /** Checks the number. */
  public Watching {
    if (profileSteps < 0) {
      throw ManabiException.user(
          "The number of steps to profile must be 0 or more, not " + profileSteps + ".");
    }
  }
}
