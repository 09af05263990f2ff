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
    double[] estimate = rest.estimate(1 - sums.shareBefore, 1 - sums.shareAfter);
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
    private final double before;
    private final double after;
    private double greatest;
    private double shareBefore;
    private double shareAfter;
    private double squaresBefore;
    private double squaresAfter;
    private double logBefore;
    private double logAfter;
    private double logSquaresBefore;
    private double logSquaresAfter;
    private long common;
    private long values;

    Sums(long before, long after) {
      this.before = before;
      this.after = after;
    }

    void add(double countBefore, double countAfter) {
      double p = countBefore / before;
      double q = countAfter / after;
      double logP = log(p, (p + q) / 2);
      double logQ = log(q, (p + q) / 2);
      greatest = Math.max(greatest, Math.abs(p - q));
      shareBefore += p;
      shareAfter += q;
      squaresBefore += p * p;
      squaresAfter += q * q;
      logBefore += p * logP;
      logAfter += q * logQ;
      logSquaresBefore += p * logP * logP;
      logSquaresAfter += q * logQ * logQ;
      values++;
      common += countBefore > 0 && countAfter > 0 ? 1 : 0;
    }

    private static double log(double share, double middle) {
      return share == 0 ? 0 : Math.log(share / middle) / Math.log(2);
    }

    double divergence() {
      return Math.max(0, (logBefore + logAfter) / 2);
    }

    /**
     * The divergence of values with given shares, of which these are a sample, and its standard
     * error: the means of the logarithms, weighted by the shares.
     */
    double[] estimate(double allBefore, double allAfter) {
      double meanBefore = shareBefore == 0 ? 1 : logBefore / shareBefore;
      double meanAfter = shareAfter == 0 ? 1 : logAfter / shareAfter;
      double value = (allBefore * meanBefore + allAfter * meanAfter) / 2;
      double error =
          allBefore * error(meanBefore, shareBefore, squaresBefore, logSquaresBefore)
              + allAfter * error(meanAfter, shareAfter, squaresAfter, logSquaresAfter);
      return new double[] {Math.max(0, value), error};
    }

    /** The standard error of a weighted mean. */
    private static double error(double mean, double share, double squares, double logSquares) {
      if (share == 0) {
        return 1;
      }
      double variance = Math.max(0, logSquares / share - mean * mean);
      return Math.sqrt(variance * squares) / share;
    }
  }
}
