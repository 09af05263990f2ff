package io.manabi.transform.mappers;

import io.manabi.transform.Columns;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.analyzers.TukeyAnalyzers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** Numbers on another scale, which a pass over all the data finds. */
public final class Scaling {
  private Scaling() {}

  /**
   * Numbers from 0 for the least to 1 for the greatest. If these are the same it is the logistic
   * function of the number.
   *
   * @param x numbers of any shape
   * @return float of the same shape; NaN stays NaN
   */
  public static Operand<TFloat32> scaleTo01(Columns columns, Operand<? extends TNumber> x) {
    return scaleByMinMax(columns, x, 0, 1);
  }

  /**
   * Numbers from one for the least to another for the greatest. If the least and the greatest are
   * the same it is the logistic function of the number, brought into the range.
   *
   * @param x numbers of any shape
   * @param outputMin what the least becomes
   * @param outputMax what the greatest becomes
   * @return float of the same shape; NaN stays NaN
   */
  public static Operand<TFloat32> scaleByMinMax(
      Columns columns, Operand<? extends TNumber> x, float outputMin, float outputMax) {
    return byRange(
        columns.tf(),
        x,
        NumericAnalyzers.min(columns, x),
        NumericAnalyzers.max(columns, x),
        outputMin,
        outputMax);
  }

  /**
   * Numbers with a mean of 0 and a variance of 1: the difference from the mean by the standard
   * deviation, or the difference alone if the deviation is 0. The variance is the biased one.
   *
   * @param x numbers of any shape
   * @return float of the same shape; NaN stays NaN
   */
  public static Operand<TFloat32> scaleToZScore(Columns columns, Operand<? extends TNumber> x) {
    return byDeviation(
        columns.tf(), x, NumericAnalyzers.mean(columns, x), NumericAnalyzers.var(columns, x));
  }

  /**
   * Numbers about as a normal distribution with a mean of 0 and a variance of 1 has them. Long
   * tails, each by itself, are pulled in by the inverse of Tukey's HH function; without long tails
   * it is {@link #scaleToZScore}.
   *
   * @param x numbers of any shape
   * @return float of the same shape; NaN and infinities stay what they are
   * @see TukeyAnalyzers
   */
  public static Operand<TFloat32> scaleToGaussian(Columns columns, Operand<? extends TNumber> x) {
    TukeyAnalyzers.HParams h = TukeyAnalyzers.tukeyHParams(columns, x);
    return new Gaussianization(
            TukeyAnalyzers.tukeyLocation(columns, x),
            TukeyAnalyzers.tukeyScale(columns, x),
            NumericAnalyzers.var(columns, x),
            h.left(),
            h.right())
        .of(columns.tf(), x);
  }

  /** Numbers by the range that they have, or that others of the same key have. */
  static Operand<TFloat32> byRange(
      Ops tf,
      Operand<? extends TNumber> x,
      Operand<? extends TNumber> least,
      Operand<? extends TNumber> greatest,
      float outputMin,
      float outputMax) {
    Operand<TFloat32> min = floats(tf, least);
    Operand<TFloat32> max = floats(tf, greatest);
    Operand<TFloat32> floats = floats(tf, x);
    Operand<TFloat32> scaled =
        tf.select(
            tf.math.less(min, max),
            tf.math.div(tf.math.sub(floats, min), tf.math.sub(max, min)),
            logistic(tf, floats));
    return tf.math.add(
        tf.math.mul(scaled, tf.constant(outputMax - outputMin)), tf.constant(outputMin));
  }

  /** Numbers by the mean and the variance that they have, or that others of the same key have. */
  static Operand<TFloat32> byDeviation(
      Ops tf, Operand<? extends TNumber> x, Operand<TFloat32> mean, Operand<TFloat32> variance) {
    return byScale(tf, x, mean, tf.math.sqrt(variance));
  }

  /** The differences from numbers by a deviation, or the differences alone where that is 0. */
  static Operand<TFloat32> byScale(
      Ops tf, Operand<? extends TNumber> x, Operand<TFloat32> center, Operand<TFloat32> deviation) {
    Operand<TFloat32> difference = tf.math.sub(floats(tf, x), center);
    return tf.select(
        tf.math.notEqual(deviation, tf.constant(0f)),
        tf.math.div(difference, deviation),
        difference);
  }

  /** The logistic function, in doubles, for TensorFlow's of floats has wrong last bits. */
  private static Operand<TFloat32> logistic(Ops tf, Operand<TFloat32> x) {
    return tf.dtypes.cast(tf.math.sigmoid(tf.dtypes.cast(x, TFloat64.class)), TFloat32.class);
  }

  static Operand<TFloat32> floats(Ops tf, Operand<? extends TNumber> x) {
    return x.type().equals(TFloat32.class)
        ? x.asOutput().expect(TFloat32.class)
        : tf.dtypes.cast(x, TFloat32.class);
  }
}
