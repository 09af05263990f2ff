package io.manabi.training.spec;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long a task waits before it gives up, so that nothing hangs for ever; how long others may be
 * silent is in {@link Strategy#peerTimeout()}.
 *
 * @param start until the tasks have found each other
 * @param firstStep until the first step is made: the input begins where it was left, and who waits
 *     for the master waits until it has read the last checkpoint
 * @param step for each further step. Tasks that step together also wait for what the master does in
 *     between, such as an evaluation
 * @param stop for the last step and a checkpoint, when the process is told to end
 */
public record Limits(Duration start, Duration firstStep, Duration step, Duration stop) {
  /** A minute, ten, five, and 15 seconds. */
  public static final Limits DEFAULT =
      new Limits(
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(15));

  /** Checks the numbers. */
  public Limits {
    for (Duration limit : List.of(start, firstStep, step, stop)) {
      if (limit.toMillis() < 1 || limit.toMillis() > Integer.MAX_VALUE) {
        throw ManabiException.user(
            String.format(
                Locale.ROOT,
                "%d s is no limit to wait; expected 1 to %d.",
                limit.toSeconds(),
                Integer.MAX_VALUE / 1000));
      }
    }
  }
}
