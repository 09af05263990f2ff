package io.manabi.pipelines.statistics;

import java.util.List;

/**
 * How many values are below one, and the other way round.
 *
 * @param values the values in their order, with how many each stands for
 * @param count how many there are in all
 */
record Cumulative(List<Quantiles.Weighted> values, long count) {
  double below(double limit) {
    return values.stream()
        .takeWhile(each -> each.value() < limit)
        .mapToLong(Quantiles.Weighted::count)
        .sum();
  }

  /** The least value that a share of all values does not exceed. */
  double quantile(double share) {
    return at((long) Math.max(1, Math.ceil(share * count)));
  }

  /** The value in the middle, or the mean of the two in the middle. */
  double median() {
    double low = at((count + 1) / 2);
    double high = at(count / 2 + 1);
    return low == high ? low : low / 2 + high / 2;
  }

  /** The value at a place, from 1 on. */
  private double at(long place) {
    long below = 0;
    for (Quantiles.Weighted each : values) {
      below += each.count();
      if (below >= place) {
        return each.value();
      }
    }
    throw new IllegalArgumentException("no value " + place + " of " + below);
  }
}
