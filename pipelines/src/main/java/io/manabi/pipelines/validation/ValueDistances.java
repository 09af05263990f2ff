package io.manabi.pipelines.validation;

import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.ValueFrequency;
import io.manabi.pipelines.statistics.ValueSample;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How far two distributions over single values are from each other. Where both samples have all
 * values, the distances are exact. Else values that are surely frequent are taken as they are, and
 * what the others add is estimated from those in the samples, which have the same values of both: a
 * divergence is a mean over all values, and theirs is as good as random among them.
 *
 * @param infinity the L-infinity distance
 * @param infinityError by how much it may be wrong
 * @param divergence the Jensen-Shannon divergence
 * @param divergenceError by how much it may be wrong, at two standard errors
 * @param common how many values are known to be in both
 */
record ValueDistances(
    double infinity, double infinityError, double divergence, double divergenceError, long common) {
  /** A value is surely frequent if the error of counts is not more than this part of its own. */
  private static final double GOOD = 1 / 32.;

  /** What none of n values does, not more than 3/n of all do. */
  private static final double RULE_OF_THREE = 3;

  /** The distances of the values of two columns, which both have some. */
  static ValueDistances of(ColumnStatistics before, ColumnStatistics after) {
    Sums sums = new Sums(before.values(), after.values());
    ValueSample left = before.sample();
    ValueSample right = after.sample();
    if (left.isComplete() && right.isComplete()) {
      left.visitBoth(right, (hash, p, q) -> sums.add((double) p, (double) q));
      return new ValueDistances(sums.greatest, 0, sums.divergence(), 0, sums.common);
    }
    Set<Long> frequent = new HashSet<>();
    double uncertain = 0;
    Map<Long, ValueFrequency> listedBefore = byHash(before);
    Map<Long, ValueFrequency> listedAfter = byHash(after);
    for (ValueFrequency value : good(before, after)) {
      if (frequent.add(value.hash())) {
        Count p = Count.of(before, listedBefore, value.hash());
        Count q = Count.of(after, listedAfter, value.hash());
        sums.add(p.count(), q.count());
        uncertain += (p.error() / before.values() + q.error() / after.values()) / 2;
      }
    }
    Sums rest = new Sums(before.values(), after.values());
    left.visitBoth(
        right,
        (hash, p, q) -> {
          if (!frequent.contains(hash)) {
            rest.add((double) p, (double) q);
          }
        });
    double[] estimate = rest.estimate(1 - sums.before.share, 1 - sums.after.share);
    double unseen = 1 - Math.min(left.share(), right.share());
    return new ValueDistances(
        Math.max(sums.greatest, rest.greatest),
        Math.max(
            (double) before.mostUnlisted() / before.values(),
            (double) after.mostUnlisted() / after.values()),
        Math.min(1, sums.divergence() + estimate[0]),
        Math.min(1, 2 * estimate[1] * Math.sqrt(unseen) + RULE_OF_THREE / rest.values + uncertain),
        sums.common + rest.common);
  }

  private static Map<Long, ValueFrequency> byHash(ColumnStatistics column) {
    Map<Long, ValueFrequency> values = new HashMap<>();
    column.frequent().forEach(value -> values.put(value.hash(), value));
    return values;
  }

  /** The values that are surely frequent in one of the columns. */
  private static List<ValueFrequency> good(ColumnStatistics before, ColumnStatistics after) {
    return Stream.of(before, after)
        .flatMap(
            column ->
                column.frequent().stream()
                    .filter(value -> column.mostUnlisted() <= value.count() * GOOD))
        .toList();
  }

  /** How often a value is there, and by how much that may be wrong. */
  private record Count(double count, double error) {
    static Count of(ColumnStatistics column, Map<Long, ValueFrequency> listed, long hash) {
      OptionalLong known = column.sample().count(hash);
      if (known.isPresent()) {
        return new Count(known.getAsLong(), 0);
      }
      ValueFrequency value = listed.get(hash);
      return value == null
          ? new Count(0, (double) column.mostUnlisted())
          : new Count(value.count() + value.error() / 2.0, value.error() / 2.0);
    }
  }

  /** What is summed up over values. */
  private static final class Sums {
    private final Side before;
    private final Side after;
    private double greatest;
    private long common;
    private long values;

    Sums(long before, long after) {
      this.before = new Side((double) before);
      this.after = new Side((double) after);
    }

    void add(double countBefore, double countAfter) {
      double p = countBefore / before.all;
      double q = countAfter / after.all;
      before.add(p, (p + q) / 2);
      after.add(q, (p + q) / 2);
      greatest = Math.max(greatest, Math.abs(p - q));
      values++;
      common += countBefore > 0 && countAfter > 0 ? 1 : 0;
    }

    double divergence() {
      return Math.max(0, (before.log + after.log) / 2);
    }

    /**
     * The divergence of values with given shares, of which these are a sample, and its standard
     * error: the means of the logarithms, weighted by the shares.
     */
    double[] estimate(double allBefore, double allAfter) {
      double value = (allBefore * before.mean() + allAfter * after.mean()) / 2;
      double error = allBefore * before.error() + allAfter * after.error();
      return new double[] {Math.max(0, value), error};
    }
  }

  /** The part of one data set in the sums: of its shares, and of their logarithms. */
  private static final class Side {
    private final double all;
    private double share;
    private double squares;
    private double log;
    private double logSquares;

    Side(double all) {
      this.all = all;
    }

    void add(double part, double middle) {
      double bits = part == 0 ? 0 : Math.log(part / middle) / Math.log(2);
      share += part;
      squares += part * part;
      log += part * bits;
      logSquares += part * bits * bits;
    }

    /** The mean of the logarithms, weighted by the shares. */
    double mean() {
      return share == 0 ? 1 : log / share;
    }

    /** The standard error of the mean. */
    double error() {
      if (share == 0) {
        return 1;
      }
      double variance = Math.max(0, logSquares / share - mean() * mean());
      return Math.sqrt(variance * squares) / share;
    }
  }
}
