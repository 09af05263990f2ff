package io.manabi.pipelines.statistics;

import io.manabi.transform.IntegerRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the numbers in a column. Mean, deviation, least, median, greatest and histograms
 * are of the finite values; all are 0 if there is none.
 *
 * @param finite how many values are finite
 * @param nan how many are not a number
 * @param infinite how many are infinite
 * @param zeros how many are zero
 * @param mean their mean
 * @param deviation their standard deviation, with n as divisor
 * @param min the least
 * @param median the value in the middle, or the mean of the two in the middle; an estimate if the
 *     column's values are not {@link ColumnStatistics#exact exact}, at most a hundredth of the
 *     values away from the middle, and mostly less than a thousandth
 * @param max the greatest
 * @param integersOrNull the least and the greatest of integers, which a double may not have
 *     exactly; null if there are none, and for floats
 * @param histogram how many values are in buckets of equal width, with round borders
 * @param quantiles ten buckets with a tenth of the values in each
 */
public record NumberStatistics(
    long finite,
    long nan,
    long infinite,
    long zeros,
    double mean,
    double deviation,
    double min,
    double median,
    double max,
    @Nullable IntegerRange integersOrNull,
    Histogram histogram,
    Histogram quantiles) {

  /** The least and the greatest of integers, if there are any. */
  public Optional<IntegerRange> integers() {
    return Optional.ofNullable(integersOrNull);
  }
}
