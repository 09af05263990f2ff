package io.manabi.pipelines.statistics;

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
 * @param median the least value that half of the values do not exceed; an estimate if the column's
 *     values are not {@link ColumnStatistics#exact exact}
 * @param max the greatest
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
    Histogram histogram,
    Histogram quantiles) {}
