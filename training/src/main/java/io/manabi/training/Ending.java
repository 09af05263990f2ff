package io.manabi.training;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.Optional;

/**
 * What ends training before its steps are made. The model is exported then as at the end of the
 * steps.
 *
 * @param timeLimit how long a process of the master may train, without what it has trained before a
 *     restart
 * @param patience when there is nothing more to be learned
 */
public record Ending(Optional<Duration> timeLimit, Optional<Patience> patience) {
  /** Only the number of steps counts. */
  public static final Ending BY_STEPS = new Ending(Optional.empty(), Optional.empty());

  /**
   * Early stopping: training ends when a metric has not become better for a while. The checkpoint
   * with the best value is kept, and is the one that is exported.
   *
   * @param metric a metric of the model's, or {@code loss}
   * @param higherIsBetter whether more of it is better, as of an accuracy
   * @param evaluations how many in a row may be no better than the best
   */
  public record Patience(String metric, boolean higherIsBetter, int evaluations) {
    /** Checks the number. */
    public Patience {
      if (evaluations < 1) {
        throw ManabiException.user(
            "Early stopping needs the patience of 1 evaluation or more, not " + evaluations + ".");
      }
    }
  }

  /** Checks the limit. */
  public Ending {
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
