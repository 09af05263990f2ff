package io.manabi.pipelines.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * How many values lie in each of some buckets that follow each other.
 *
 * @param buckets the buckets, from low to high; empty if there are no values
 */
public record Histogram(List<Bucket> buckets) {
  /** A histogram has at most this many buckets, and one more where borders do not fit. */
  private static final int BUCKETS = 20;

  /** Copies the list. */
  public Histogram {
    buckets = List.copyOf(buckets);
  }

  /**
   * A part of the numbers.
   *
   * @param low its lower border, which is part of it
   * @param high its upper border, which is not, but in the last bucket of quantiles
   * @param count the number of values in it; a fraction where it is an estimate
   */
  public record Bucket(double low, double high, double count) {}

  /**
   * The borders of about 10 to 20 buckets for values from {@code min} to {@code max}: multiples of
   * 1, 2 or 5 times a power of ten. Data sets that differ a little then have the same borders.
   *
   * @param whole whether all values are integers, so that buckets are not narrower than 1
   */
  public static double[] borders(double min, double max, boolean whole) {
    int exponent = max > min ? (int) Math.floor(Math.log10((max - min) / BUCKETS)) : 0;
    exponent = whole ? Math.max(exponent, 0) : exponent;
    int factor = 1;
    double least = Math.max((max - min) / BUCKETS, Math.ulp(Math.max(-min, max)));
    while (scale(factor, exponent) < least) {
      factor = factor == 1 ? 2 : factor == 2 ? 5 : 1;
      exponent += factor == 1 ? 1 : 0;
    }
    double width = scale(factor, exponent);
    double first = Math.floor(min / width);
    int count = (int) (Math.floor(max / width) - first) + 1;
    double[] borders = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      borders[i] = scale((first + i) * factor, exponent);
    }
    // Where the width is too small for the precision of the numbers.
    borders[0] = Math.min(borders[0], min);
    borders[count] = Math.max(borders[count], Math.nextUp(max));
    return borders;
  }

  /** A division keeps 0.3 what multiplying by 0.1 makes 0.30000000000000004. */
  private static double scale(double factor, int exponent) {
    return exponent < 0 ? factor / Math.pow(10, -exponent) : factor * Math.pow(10, exponent);
  }

  /**
   * The same values in other buckets, as if those of a bucket were spread over it evenly.
   *
   * @param borders the borders of the new buckets, rising, from no more than the lowest to no less
   *     than the highest value
   */
  public Histogram rebin(double[] borders) {
    List<Bucket> result = new ArrayList<>();
    for (int i = 0; i + 1 < borders.length; i++) {
      double count = 0;
      for (Bucket bucket : buckets) {
        count += bucket.count() * overlap(bucket, borders[i], borders[i + 1]);
      }
      result.add(new Bucket(borders[i], borders[i + 1], count));
    }
    return new Histogram(result);
  }

  private static double overlap(Bucket bucket, double low, double high) {
    double width = bucket.high() - bucket.low();
    if (width == 0) {
      return low <= bucket.low() && bucket.low() < high ? 1 : 0;
    }
    return Math.max(0, Math.min(bucket.high(), high) - Math.max(bucket.low(), low)) / width;
  }
}
