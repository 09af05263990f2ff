package io.manabi.transform.sketches;

/**
 * The first L-moments of numbers: their mean, half the mean difference of two of them, and what the
 * means of differences of three and four tell of skewness and tails. They exist where moments do
 * not, and outliers hardly move them. These are the unbiased ones of a sample, by J. Hosking, <a
 * href="https://doi.org/10.1111/j.2517-6161.1990.tb01775.x">L-Moments: Analysis and Estimation of
 * Distributions using Linear Combinations of Order Statistics</a>.
 *
 * @param count how many numbers, or the sum of their weights
 * @param l1 the mean, 0 of no numbers
 * @param l2 the scale, 0 of less than two numbers
 * @param l3 0 of less than three numbers
 * @param l4 0 of less than four numbers
 */
public record LMoments(double count, double l1, double l2, double l3, double l4) {

  static LMoments of(RankedSummary summary) {
    double count = summary.totalWeight();
    if (summary.size() == 0) {
      return new LMoments(0, 0, 0, 0, 0);
    }
    // All but the mean are the same for numbers that are moved; near 0 they lose fewer digits.
    double center = summary.values()[summary.size() / 2];
    double[] weighted = new double[4];
    double below = 0;
    for (int i = 0; i < summary.size(); i++) {
      double upTo = summary.rankAfter(i);
      for (int power = 0; power < weighted.length && power < count; power++) {
        weighted[power] +=
            (summary.values()[i] - center)
                * (share(upTo, count, power) - share(below, count, power))
                / (power + 1);
      }
      below = upTo;
    }
    double b0 = weighted[0];
    double b1 = weighted[1];
    double b2 = weighted[2];
    double b3 = weighted[3];
    return new LMoments(
        count,
        center + b0,
        count < 2 ? 0 : 2 * b1 - b0,
        count < 3 ? 0 : 6 * b2 - 6 * b1 + b0,
        count < 4 ? 0 : 20 * b3 - 30 * b2 + 12 * b1 - b0);
  }

  /** Which share of all choices of {@code power + 1} numbers is among the first of them. */
  private static double share(double first, double count, int power) {
    double share = 1;
    for (int i = 0; i <= power; i++) {
      share *= Math.max(0, first - i) / (count - i);
    }
    return share;
  }
}
