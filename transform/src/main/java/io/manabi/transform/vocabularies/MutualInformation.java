package io.manabi.transform.vocabularies;

import io.manabi.core.ManabiException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * How much the presence of a token tells of the label of a row, in bits, times the number of rows.
 * Adjusted, what chance alone would give is subtracted; see Vinh, Epps and Bailey, <a
 * href="https://doi.org/10.1145/1553374.1553511">Information theoretic measures for clusterings
 * comparison</a>. It is not normalized.
 */
final class MutualInformation {
  private static final double LEAST_PROBABILITY = 1e-6;

  private final Map<Integer, Integer> positions = new HashMap<>();
  private final double[] labelTotals;
  private final double total;
  private final boolean adjusted;
  private final double minDiffFromAvg;

  /** What chance gives for tokens of a total, by label; NaN if it was not needed yet. */
  private final Map<Double, double[]> expected = new HashMap<>();

  private final double[] withLabel;

  /**
   * @param labels their totals
   */
  MutualInformation(SortedMap<Integer, Double> labels, VocabularyOptions options) {
    labelTotals = labels.values().stream().mapToDouble(Double::doubleValue).toArray();
    total = Arrays.stream(labelTotals).sum();
    labels.keySet().forEach(label -> positions.put(label, positions.size()));
    adjusted = options.adjustedMutualInformation();
    Double least = options.minDiffFromAvg();
    minDiffFromAvg = least == null ? recommended(total) : least;
    withLabel = new double[labelTotals.length];
  }

  /** From 2 for 10,000 rows to 25 for a million. */
  static int recommended(double rows) {
    return (int) Math.min(25, Math.max(2, (rows - 10_000) / (1_000_000 - 10_000) * (25 - 2) + 2));
  }

  /** Begins a token. */
  void clear() {
    Arrays.fill(withLabel, 0);
  }

  /** The total of the token with a label. */
  void add(int label, double value) {
    Integer position = positions.get(label);
    if (position != null) {
      withLabel[position] = value;
    }
  }

  /** The information of the token. */
  double ofToken() {
    double x = Arrays.stream(withLabel).sum();
    if (Math.rint(x) == Math.rint(total)) {
      return 0; // It is everywhere.
    }
    if (Math.rint(x) > Math.rint(total)) {
      throw ManabiException.user(
          "A token of a vocabulary by labels is there more often than there are rows; give each token of a row once.");
    }
    double information = 0;
    for (int label = 0; label < labelTotals.length; label++) {
      double y = labelTotals[label];
      if (x == 0 || y == 0) {
        continue;
      }
      double share =
          Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, withLabel[label] / x));
      double both = share * x;
      if (Math.abs(x * y / total - both) >= minDiffFromAvg) {
        information += both * (log2(both) + log2(total) - (log2(x) + log2(y)));
        information -= adjusted ? expected(x, label) : 0;
      }
    }
    return information;
  }

  private double expected(double x, int label) {
    double[] known =
        expected.computeIfAbsent(
            x,
            key -> {
              double[] unknown = new double[labelTotals.length];
              Arrays.fill(unknown, Double.NaN);
              return unknown;
            });
    if (Double.isNaN(known[label])) {
      known[label] = expected(total, x, labelTotals[label]);
    }
    return known[label];
  }

  /**
   * What is expected if x of n rows have the token and y of n have the label, by the hypergeometric
   * distribution.
   */
  private static double expected(double n, double x, double y) {
    double coefficient = log2(n) - log2(x) - log2(y);
    int start = (int) Math.rint(Math.max(0, x + y - n));
    int end = (int) Math.rint(Math.min(x, y));
    double numerator =
        logFactorial(x) + logFactorial(y) + logFactorial(n - x) + logFactorial(n - y);
    double denominator =
        logFactorial(n)
            + logFactorial(start)
            + logFactorial(x - start)
            + logFactorial(y - start)
            + logFactorial(n - x - y + start);
    double sum = 0;
    double probabilities = 0;
    for (int both = start; both <= end; both++) {
      double probability = Math.exp(numerator - denominator);
      probabilities += probability;
      if (both != 0) {
        sum += both * (coefficient + log2(both)) * probability;
      }
      if (both < end) {
        denominator +=
            Math.log(both + 1)
                - Math.log(x - both)
                - Math.log(y - both)
                + Math.log(n - x - y + both + 1);
      }
    }
    return sum / probabilities; // Rounding may have left something to 1.
  }

  private static double logFactorial(double n) {
    return LogGamma.value(n + 1);
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
