package io.manabi.training.spec;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * When checkpoints are written and measured, and which of them stay. There is also one at the end,
 * and when the master is told to end.
 *
 * @param interval the time between two checkpoints; zero if only steps count
 * @param steps the steps between two checkpoints; zero if only time counts
 * @param keep how many of the newest stay
 * @param evaluationInterval the least time between two evaluations, where these take long; the last
 *     checkpoint, and otherwise each, is measured
 * @param best by which metric one is the best, which then stays as well, and is the one that is
 *     exported; absent if the last one is
 */
public record Checkpoints(
    Duration interval,
    long steps,
    int keep,
    Duration evaluationInterval,
    Optional<BestMetric> best) {
  /** How many usually stay. */
  public static final int KEEP = 5;

  /**
   * What tells which checkpoint is the best.
   *
   * @param name a metric of the model's, or {@code loss}
   * @param higherIsBetter whether more of it is better, as of an accuracy
   */
  public record BestMetric(String name, boolean higherIsBetter) {
    /**
     * By the name alone: of {@code loss}, {@code rmse} and whatever ends in {@code loss} or {@code
     * error} less is better, of all else more.
     */
    public static BestMetric of(String name) {
      return new BestMetric(
          name, !(name.endsWith("loss") || name.endsWith("error") || name.endsWith("rmse")));
    }

    /**
     * Whether a value is better than another. Any number is better than none, as NaN is of a metric
     * of which there was nothing to measure.
     */
    public boolean isBetter(double value, double former) {
      if (Double.isNaN(value) || Double.isNaN(former)) {
        return !Double.isNaN(value);
      }
      return higherIsBetter ? value > former : value < former;
    }
  }

  /** Checks the numbers. */
  public Checkpoints {
    if (interval.isNegative() || steps < 0 || (interval.isZero() && steps == 0)) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "Checkpoints every %d s or %d steps are none; expected one of them above 0.",
              interval.toSeconds(),
              steps));
    }
    if (keep < 1) {
      throw ManabiException.user(
          String.format(Locale.ROOT, "%d checkpoints to keep; expected 1 or more.", keep));
    }
    if (evaluationInterval.isNegative()) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "%d s between evaluations; expected 0 or more.",
              evaluationInterval.toSeconds()));
    }
  }

  /** One each time that this has gone by; each is measured, and the last is exported. */
  public static Checkpoints every(Duration interval) {
    return new Checkpoints(interval, 0, KEEP, Duration.ZERO, Optional.empty());
  }

  /** Whether it is time for one. */
  public boolean isDue(long nanosSince, long stepsSince) {
    return (!interval.isZero() && nanosSince >= interval.toNanos())
        || (steps > 0 && stepsSince >= steps);
  }
}
