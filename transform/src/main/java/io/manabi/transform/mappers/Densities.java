package io.manabi.transform.mappers;

import io.manabi.transform.Columns;
import io.manabi.transform.analyzers.Histogram;
import io.manabi.transform.analyzers.HistogramAnalyzers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * How usual a value is among all the data: of numbers the density of the probability, which does
 * not depend on how many bins there are and may be more than 1; of categories the probability.
 */
public final class Densities {
  private Densities() {}

  /**
   * The density by 10 bins from 0 to 1.
   *
   * @see #estimatedProbabilityDensity(Columns, Operand, Operand)
   */
  public static Operand<TFloat32> estimatedProbabilityDensity(
      Columns columns, Operand<? extends TNumber> x) {
    return density(columns.tf(), x, HistogramAnalyzers.histogram(columns, x));
  }

  /**
   * The density by bins of the same width from the least to the greatest number, which takes one
   * more pass to find. If these are the same, the density there is infinite.
   *
   * @param x int64 or float
   * @param boundaries how many, one more than bins; at least 2
   * @see #estimatedProbabilityDensity(Columns, Operand, Operand)
   */
  public static Operand<TFloat32> estimatedProbabilityDensity(
      Columns columns, Operand<? extends TNumber> x, int boundaries) {
    return density(columns.tf(), x, HistogramAnalyzers.histogram(columns, x, boundaries));
  }

  /**
   * The density by these bins: the share of the numbers in the bin of a number by the mean width of
   * the bins. It is that of the first bin below it, and that of the last one above it.
   *
   * @param x numbers of any shape
   * @param boundaries where bins of the same width begin and the last one ends, going up; at least
   *     2
   * @return float of the same shape; 0 for NaN
   */
  public static Operand<TFloat32> estimatedProbabilityDensity(
      Columns columns, Operand<? extends TNumber> x, Operand<TFloat32> boundaries) {
    return density(columns.tf(), x, HistogramAnalyzers.histogram(columns, x, boundaries));
  }

  /**
   * The share of a value in all values.
   *
   * @param x strings or integers, of any shape
   * @return float of the same shape; 0 for a value that is not known
   */
  public static Operand<TFloat32> categoricalProbability(Columns columns, Operand<?> x) {
    Ops tf = columns.tf();
    Histogram<?> histogram = HistogramAnalyzers.categoricalHistogram(columns, x);
    return KeyTable.of(columns, KeyTable.strings(tf, histogram.boundaries()), x, x)
        .find(shares(tf, histogram.counts()));
  }

  private static Operand<TFloat32> density(
      Ops tf, Operand<? extends TNumber> x, Histogram<TFloat32> histogram) {
    Operand<TFloat32> shares = shares(tf, histogram.counts());
    Operand<TFloat32> boundaries = tf.reshape(histogram.boundaries(), tf.array(-1));
    Operand<TFloat32> range =
        tf.math.sub(
            tf.gather(boundaries, tf.math.sub(tf.size(boundaries), tf.constant(1)), tf.constant(0)),
            tf.gather(boundaries, tf.constant(0), tf.constant(0)));
    Operand<TFloat32> width = tf.math.div(range, tf.dtypes.cast(tf.size(shares), TFloat32.class));
    Operand<TFloat32> none = tf.constant(0f);
    Operand<TFloat32> densities =
        tf.select(tf.math.equal(shares, none), none, tf.math.div(shares, width));
    // The last one is for NaN.
    return tf.gather(
        tf.concat(List.of(densities, tf.array(0f)), tf.constant(0)),
        HistogramAnalyzers.bins(tf, x, histogram.boundaries()),
        tf.constant(0));
  }

  private static Operand<TFloat32> shares(Ops tf, Operand<TInt64> counts) {
    return tf.math.divNoNan(
        tf.dtypes.cast(counts, TFloat32.class),
        tf.dtypes.cast(tf.reduceSum(counts, tf.array(0)), TFloat32.class));
  }
}
