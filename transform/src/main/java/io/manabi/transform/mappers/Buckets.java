package io.manabi.transform.mappers;

import io.manabi.transform.Columns;
import io.manabi.transform.analyzers.NumericAnalyzers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Numbers as the number of the range that they are in. */
public final class Buckets {
  static final double EPSILON = 0.01;

  private Buckets() {}

  /**
   * The number of the bucket, from 0, of buckets with about as many numbers each.
   *
   * @param x numbers, [N] or [N, n]
   * @param buckets how many, at least 2
   * @return int64 of the same shape, less than {@code buckets}; NaN is in the last bucket
   */
  public static Operand<TInt64> bucketize(
      Columns columns, Operand<? extends TNumber> x, int buckets) {
    return applyBuckets(columns, x, NumericAnalyzers.quantiles(columns, x, buckets, EPSILON));
  }

  /**
   * The number of borders that are not above a number.
   *
   * @param x numbers, [N] or [N, n]
   * @param boundaries float [1, b], going up
   * @return int64 of the same shape, from 0 to b; b for NaN
   */
  public static Operand<TInt64> applyBuckets(
      Columns columns, Operand<? extends TNumber> x, Operand<TFloat32> boundaries) {
    Ops tf = columns.tf();
    Operand<TFloat32> floats = Scaling.floats(tf, x);
    return columns.inRange(search(tf, floats, boundaries), 0, tf.size(boundaries, TInt64.class));
  }

  /**
   * Numbers from 0 at the first border to 1 at the last one: as far as a number is in its bucket,
   * and the same for each bucket. If borders are quantiles, most numbers are spread out evenly, and
   * those far from them do not matter.
   *
   * @param x numbers, [N] or [N, n]
   * @param boundaries float [1, b], going up; those that are not finite are left out, and one must
   *     remain
   * @return float of the same shape: 0 up to the first border, 1 from the last one on, also if it
   *     is the only one, and 0.5 for NaN
   */
  public static Operand<TFloat32> applyBucketsWithInterpolation(
      Columns columns, Operand<? extends TNumber> x, Operand<TFloat32> boundaries) {
    Ops tf = columns.tf();
    Operand<TFloat32> borders = finite(tf, boundaries);
    Operand<TInt64> count = tf.size(borders, TInt64.class);
    Operand<TFloat32> floats = Scaling.floats(tf, x);
    Operand<TInt64> bucket = search(tf, floats, tf.expandDims(borders, tf.constant(0)));
    Operand<TInt64> one = tf.constant(1L);
    // Below the first border and above the last one there is no bucket; what is computed there is
    // not used.
    Operand<TInt64> above = tf.math.minimum(bucket, tf.math.sub(count, one));
    Operand<TInt64> below = tf.math.maximum(tf.math.sub(bucket, one), tf.constant(0L));
    Operand<TFloat32> start = tf.gather(borders, below, tf.constant(0));
    Operand<TFloat32> width = tf.math.sub(tf.gather(borders, above, tf.constant(0)), start);
    Operand<TFloat32> position =
        tf.math.add(
            tf.dtypes.cast(below, TFloat32.class), tf.math.div(tf.math.sub(floats, start), width));
    Operand<TFloat32> inside =
        tf.math.div(position, tf.dtypes.cast(tf.math.sub(count, one), TFloat32.class));
    Operand<TFloat32> result =
        tf.select(
            tf.math.less(bucket, one),
            tf.constant(0f),
            tf.select(tf.math.less(bucket, count), inside, tf.constant(1f)));
    return tf.select(tf.math.isNan(floats), tf.constant(0.5f), result);
  }

  /** The numbers that are finite, [b]. */
  private static Operand<TFloat32> finite(Ops tf, Operand<TFloat32> numbers) {
    Operand<TFloat32> finite = tf.gatherNd(numbers, tf.where(tf.math.isFinite(numbers)));
    Op some =
        tf.assertThat(
            tf.math.greater(tf.size(finite), tf.constant(0)),
            List.of(tf.constant("buckets with interpolation need a border that is finite")));
    return tf.withControlDependencies(some).identity(finite);
  }

  /** How many borders are not above each number; all for NaN. */
  private static Operand<TInt64> search(Ops tf, Operand<TFloat32> x, Operand<TFloat32> boundaries) {
    Operand<TInt64> found =
        tf.upperBound(boundaries, tf.reshape(searched(tf, x), tf.array(1, -1)), TInt64.class);
    Shape shape = x.shape();
    Operand<TInt64> shaped = tf.reshape(found, tf.shape(x));
    return shape.isUnknown() ? shaped : tf.ensureShape(shaped, shape);
  }

  /**
   * How many borders of its place are not above each number.
   *
   * @param x [N, n]
   * @param boundaries [n, b]
   */
  static Operand<TInt64> searchElementwise(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> boundaries) {
    Operand<TInt32> turned = tf.array(1, 0);
    Operand<TFloat32> byPlace = tf.linalg.transpose(searched(tf, x), turned);
    return tf.linalg.transpose(tf.upperBound(boundaries, byPlace, TInt64.class), turned);
  }

  /** A search takes NaN for the least of all numbers; here it is in the last bucket. */
  private static Operand<TFloat32> searched(Ops tf, Operand<TFloat32> x) {
    return tf.select(tf.math.isNan(x), tf.constant(Float.POSITIVE_INFINITY), x);
  }
}
