package io.manabi.training.spec;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.Optional;

/**
 * What ends training before its steps are made. The model is exported then as at the end of the
 * steps.
 *
 * @param timeLimit how long to train in all; what is trained again after a restart counts once
 * @param patience early stopping: how many evaluations in a row may be no better than the best by
 *     {@link Checkpoints#best()}; 0 for any number
 */
public record Ending(Optional<Duration> timeLimit, int patience) {
  /** Only the number of steps counts. */
  public static final Ending BY_STEPS = new Ending(Optional.empty(), 0);

  /** Checks the numbers. */
  public Ending {
    if (patience < 0) {
      throw ManabiException.user(
          "Early stopping needs the patience of 1 evaluation or more, not " + patience + ".");
    }
    timeLimit.ifPresent(
        limit -> {
          if (limit.isNegative() || limit.isZero()) {
            throw ManabiException.user(
                "The time limit of training must be more than nothing, not %s s."
                    .formatted(limit.toSeconds()));
          }
        });
  }
}
