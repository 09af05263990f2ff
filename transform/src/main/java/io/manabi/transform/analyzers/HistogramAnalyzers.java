package io.manabi.transform.analyzers;

import io.manabi.core.ManabiException;
import io.manabi.transform.Columns;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Passes over all the data that count values. Numbers are counted in bins. As in tf.Transform,
 * boundaries are moved down by 0.0001, so that a number at a boundary is in the bin above it, the
 * first bin has also what is below it, and the last one what is above it. NaN is left out.
 */
public final class HistogramAnalyzers {
  private static final float SHIFT = 0.0001f;

  private HistogramAnalyzers() {}

  /**
   * A histogram with 10 bins from 0 to 1.
   *
   * @param x numbers of any shape or ragged
   */
  public static Histogram<TFloat32> histogram(Columns columns, Operand<? extends TNumber> x) {
    float[] boundaries = new float[11];
    for (int i = 0; i < boundaries.length; i++) {
      boundaries[i] = i / 10f;
    }
    return histogram(columns, x, columns.tf().constant(boundaries));
  }

  /**
   * A histogram with bins of the same width from the least to the greatest number, which takes one
   * more pass to find.
   *
   * @param x int64 or float, of any shape or ragged
   * @param boundaries how many, one more than bins; at least 2
   */
  public static Histogram<TFloat32> histogram(
      Columns columns, Operand<? extends TNumber> x, int boundaries) {
    check(boundaries);
    Ops tf = columns.tf();
    Operand<TFloat32> least = tf.dtypes.cast(NumericAnalyzers.min(columns, x), TFloat32.class);
    Operand<TFloat32> greatest = tf.dtypes.cast(NumericAnalyzers.max(columns, x), TFloat32.class);
    Operand<TFloat32> all = tf.linSpace(least, greatest, tf.constant(boundaries));
    return histogram(columns, x, tf.ensureShape(all, Shape.of(boundaries)));
  }

  /**
   * A histogram with these bins.
   *
   * @param x numbers of any shape or ragged
   * @param boundaries where bins begin and the last one ends, going up; at least 2, of any shape
   */
  public static Histogram<TFloat32> histogram(
      Columns columns, Operand<? extends TNumber> x, Operand<TFloat32> boundaries) {
    long known = boundaries.shape().size();
    if (known != Shape.UNKNOWN_SIZE) {
      check(known);
    }
    Ops tf = columns.tf();
    Operand<TFloat32> shifted =
        tf.math.sub(tf.reshape(boundaries, tf.array(1, -1)), tf.constant(SHIFT));
    Operand<TInt64> size = tf.size(shifted, TInt64.class);
    Keyed<TInt64, TInt64> found =
        PerKeyAnalyzers.countPerKey(columns, tf.reshape(bins(tf, x, shifted), tf.array(-1)));
    // The last of these is the number of NaNs.
    Operand<TInt64> counts =
        tf.scatterNd(
            tf.expandDims(found.keys(), tf.constant(-1)),
            found.values(),
            tf.expandDims(size, tf.constant(0)));
    return new Histogram<>(
        tf.slice(
            counts,
            tf.array(0L),
            tf.expandDims(tf.math.sub(size, tf.constant(1L)), tf.constant(0))),
        shifted);
  }

  /**
   * How often each value is there.
   *
   * @param x strings or integers, of any shape or ragged
   */
  public static <K extends TType> Histogram<K> categoricalHistogram(Columns columns, Operand<K> x) {
    Keyed<K, TInt64> counts = PerKeyAnalyzers.countPerKey(columns, x);
    return new Histogram<>(counts.values(), counts.keys());
  }

  /**
   * The number of the bin of a histogram, from 0.
   *
   * @param x numbers of any shape
   * @param boundaries of the histogram, [1, b + 1]
   * @return int64 of the same shape, less than b; b for NaN
   */
  public static Operand<TInt64> bins(
      Ops tf, Operand<? extends TNumber> x, Operand<TFloat32> boundaries) {
    Operand<TFloat32> floats = tf.dtypes.cast(x, TFloat32.class);
    Operand<TFloat32> inner =
        tf.slice(boundaries, tf.array(0, 1), tf.math.sub(tf.shape(boundaries), tf.array(0, 2)));
    Operand<TInt64> found = tf.lowerBound(inner, tf.reshape(floats, tf.array(1, -1)), TInt64.class);
    Operand<TInt64> bins =
        tf.select(
            tf.math.isNan(floats),
            tf.math.sub(tf.size(boundaries, TInt64.class), tf.constant(1L)),
            tf.reshape(found, tf.shape(floats)));
    Shape shape = floats.shape();
    return shape.isUnknown() ? bins : tf.ensureShape(bins, shape);
  }

  private static void check(long boundaries) {
    if (boundaries < 2) {
      throw ManabiException.user(
          "A histogram was asked for with " + boundaries + " boundaries; there must be 2 or more.");
    }
  }
}
