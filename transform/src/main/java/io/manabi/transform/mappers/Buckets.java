package io.manabi.transform.mappers;

import io.manabi.transform.Columns;
import io.manabi.transform.analyzers.NumericAnalyzers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Numbers as the number of the range that they are in. */
public final class Buckets {
  private static final double EPSILON = 0.01;

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
    Operand<TFloat32> floats =
        x.type().equals(TFloat32.class)
            ? x.asOutput().expect(TFloat32.class)
            : tf.dtypes.cast(x, TFloat32.class);
    // A search takes NaN for the least of all numbers; here it is in the last bucket.
    Operand<TFloat32> searched =
        tf.select(tf.math.isNan(floats), tf.constant(Float.POSITIVE_INFINITY), floats);
    Operand<TInt64> found =
        tf.upperBound(boundaries, tf.reshape(searched, tf.array(1, -1)), TInt64.class);
    Shape shape = floats.shape();
    Operand<TInt64> shaped = tf.reshape(found, tf.shape(floats));
    return columns.inRange(
        shape.isUnknown() ? shaped : tf.ensureShape(shaped, shape),
        0,
        tf.size(boundaries, TInt64.class));
  }
}
