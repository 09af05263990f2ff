package io.manabi.transform.analyzers;

import java.util.function.DoublePredicate;

/**
 * Tukey's HH distribution: what becomes of normal numbers u by {@code u exp(h u² / 2)}, with an h
 * for each tail. See T. Headrick and M. Pant, <a
 * href="https://doi.org/10.5402/2012/980153">Characterizing Tukey h and hh-Distributions through
 * L-Moments and the L-Correlation</a>.
 *
 * <p>Its L-moments are integrals of the quantile function and a Legendre polynomial, in which each
 * tail has its part. With {@code y = 2 Φ(u) - 1} the parts are made of the integrals of {@code u
 * exp(h u² / 2) φ(u) y^m} from 0 on, which have closed forms up to m = 3.
 *
 * @param left h of the numbers below 0, from 0 to 1
 * @param right h of the numbers above 0, from 0 to 1
 */
record TukeyHh(double left, double right) {
  private static final TukeyHh NORMAL = new TukeyHh(0, 0);

  /** Below the L-kurtosis of the normal distribution there are no long tails. */
  private static final double NORMAL_L_KURTOSIS = 0.1226017;

  private static final double MOST_L_KURTOSIS = 1 - 1e-5;

  /** Halves an interval as long as a float can tell. */
  private static final int BISECTIONS = 40;

  /**
   * The distribution with an L-skewness and an L-kurtosis. If there is none, as the tails cannot be
   * as different, one of them has h = 0 and the L-kurtosis is right. It is the normal distribution
   * if the tails are not longer than its own.
   */
  static TukeyHh fit(double lSkewness, double lKurtosis) {
    if (lKurtosis < NORMAL_L_KURTOSIS) {
      return NORMAL;
    }
    if (lSkewness < 0) {
      TukeyHh mirrored = fit(-lSkewness, lKurtosis);
      return new TukeyHh(/* left= */ mirrored.right, /* right= */ mirrored.left);
    }
    double kurtosis = Math.min(lKurtosis, MOST_L_KURTOSIS);
    // The longer the shorter tail, the less different are both if the L-kurtosis stays.
    double both = first(0, 1, h -> new TukeyHh(h, h).lKurtosis() >= kurtosis);
    double shorter = first(0, both, h -> longer(h, kurtosis).lSkewness() <= lSkewness);
    return longer(shorter, kurtosis);
  }

  private static TukeyHh longer(double shorter, double lKurtosis) {
    return new TukeyHh(
        shorter, first(shorter, 1, h -> new TukeyHh(shorter, h).lKurtosis() >= lKurtosis));
  }

  /** Where a condition begins to hold; the least number if it holds there. */
  private static double first(double least, double greatest, DoublePredicate condition) {
    if (condition.test(least)) {
      return least;
    }
    double without = least;
    double with = greatest;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (without + with) / 2;
      if (condition.test(middle)) {
        with = middle;
      } else {
        without = middle;
      }
    }
    // Not the upper end, which may be 1, where there are no L-moments.
    return without;
  }

  double lMean() {
    return tail(0, right) - tail(0, left);
  }

  double lScale() {
    return tail(1, right) + tail(1, left);
  }

  double lSkewness() {
    return (tail(2, right) - tail(2, left)) / lScale();
  }

  double lKurtosis() {
    return (tail(3, right) + tail(3, left)) / lScale();
  }

  /** The part of a tail: the integral with the Legendre polynomial of a degree in y. */
  private static double tail(int degree, double h) {
    return switch (degree) {
      case 0 -> integral(0, h);
      case 1 -> integral(1, h);
      case 2 -> (3 * integral(2, h) - integral(0, h)) / 2;
      case 3 -> (5 * integral(3, h) - 3 * integral(1, h)) / 2;
      default -> throw new IllegalArgumentException("degree " + degree);
    };
  }

  private static double integral(int power, double h) {
    double a = 1 - h;
    double outer = 1 / (a * Math.sqrt(2 * Math.PI));
    double root = Math.sqrt(a + 1);
    return switch (power) {
      case 0 -> outer;
      case 1 -> outer / root;
      case 2 -> outer * 4 * Math.atan(1 / root) / (Math.PI * root);
      case 3 -> outer * 6 * Math.asin(1 / (a + 2)) / (Math.PI * root);
      default -> throw new IllegalArgumentException("power " + power);
    };
  }
}
