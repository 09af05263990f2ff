package io.manabi.transform.mappers;

import io.manabi.transform.Columns;
import io.manabi.transform.analyzers.ElementwiseAnalyzers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Rows of several numbers on another scale or in buckets, each number by what a pass over all the
 * data finds of its place in the rows, as tf.Transform does with {@code elementwise=True}. All rows
 * have the same shape, which is known.
 */
public final class ElementwiseMappers {
  private ElementwiseMappers() {}

  /**
   * Numbers from 0 for the least of their place to 1 for its greatest.
   *
   * @param x numbers, [N, n], [N, n, m] and so on
   * @return float of the same shape; NaN stays NaN
   * @see Scaling#scaleTo01
   */
  public static Operand<TFloat32> scaleTo01(Columns columns, Operand<? extends TNumber> x) {
    return scaleByMinMax(columns, x, 0, 1);
  }

  /**
   * Numbers from one for the least of their place to another for its greatest.
   *
   * @param x numbers, [N, n], [N, n, m] and so on
   * @param outputMin what the least becomes
   * @param outputMax what the greatest becomes
   * @return float of the same shape; NaN stays NaN
   * @see Scaling#scaleByMinMax
   */
  public static Operand<TFloat32> scaleByMinMax(
      Columns columns, Operand<? extends TNumber> x, float outputMin, float outputMax) {
    return Scaling.byRange(
        columns.tf(),
        x,
        ElementwiseAnalyzers.min(columns, x),
        ElementwiseAnalyzers.max(columns, x),
        outputMin,
        outputMax);
  }

  /**
   * The difference from the mean of the place by its standard deviation, or the difference alone if
   * that is 0.
   *
   * @param x numbers, [N, n], [N, n, m] and so on
   * @return float of the same shape; NaN stays NaN
   * @see Scaling#scaleToZScore
   */
  public static Operand<TFloat32> scaleToZScore(Columns columns, Operand<? extends TNumber> x) {
    return Scaling.byDeviation(
        columns.tf(),
        x,
        ElementwiseAnalyzers.mean(columns, x),
        ElementwiseAnalyzers.var(columns, x));
  }

  /**
   * Numbers about as a normal distribution has them, by the tails of their place.
   *
   * @param x numbers, [N, n], [N, n, m] and so on
   * @return float of the same shape; NaN and infinities stay what they are
   * @see Scaling#scaleToGaussian
   */
  public static Operand<TFloat32> scaleToGaussian(Columns columns, Operand<? extends TNumber> x) {
    ElementwiseAnalyzers.Tails tails = ElementwiseAnalyzers.tukey(columns, x);
    return new Gaussianization(
            tails.location(),
            tails.scale(),
            ElementwiseAnalyzers.var(columns, x),
            tails.left(),
            tails.right())
        .of(columns.tf(), x);
  }

  /**
   * The number of the bucket, from 0, of buckets with about as many numbers of the place each.
   *
   * @param x numbers, [N, n]
   * @param buckets how many, at least 2
   * @return int64 of the same shape, less than {@code buckets}; NaN is in the last bucket
   * @see Buckets#bucketize
   */
  public static Operand<TInt64> bucketize(
      Columns columns, Operand<? extends TNumber> x, int buckets) {
    Ops tf = columns.tf();
    Operand<TFloat32> boundaries =
        ElementwiseAnalyzers.quantiles(columns, x, buckets, Buckets.EPSILON);
    return columns.inRange(
        Buckets.searchElementwise(tf, Scaling.floats(tf, x), boundaries),
        0,
        tf.constant(buckets - 1L));
  }
}
