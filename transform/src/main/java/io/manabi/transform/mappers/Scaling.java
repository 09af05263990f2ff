package io.manabi.transform.mappers;

import io.manabi.transform.Columns;
import io.manabi.transform.analyzers.NumericAnalyzers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
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
    Ops tf = columns.tf();
    Operand<TFloat32> min = floats(tf, NumericAnalyzers.min(columns, x));
    Operand<TFloat32> max = floats(tf, NumericAnalyzers.max(columns, x));
    Operand<TFloat32> floats = floats(tf, x);
    Operand<TFloat32> scaled =
        tf.select(
            tf.math.less(min, max),
            tf.math.div(tf.math.sub(floats, min), tf.math.sub(max, min)),
            tf.math.sigmoid(floats));
    return tf.math.add(
        tf.math.mul(scaled, tf.constant(outputMax - outputMin)), tf.constant(outputMin));
  }

  /**
   * Numbers with a mean of 0 and a variance of 1: the difference from the mean by the standard
   * deviation, or the difference alone if the deviation is 0. The variance is the biased one.
   *
   * @param x numbers of any shape
   * @return float of the same shape; NaN stays NaN
   */
  public static Operand<TFloat32> scaleToZScore(Columns columns, Operand<? extends TNumber> x) {
    Ops tf = columns.tf();
    Operand<TFloat32> difference = tf.math.sub(floats(tf, x), NumericAnalyzers.mean(columns, x));
    Operand<TFloat32> deviation = tf.math.sqrt(NumericAnalyzers.var(columns, x));
    return tf.select(
        tf.math.notEqual(deviation, tf.constant(0f)),
        tf.math.div(difference, deviation),
        difference);
  }

  private static Operand<TFloat32> floats(Ops tf, Operand<? extends TNumber> x) {
    return x.type().equals(TFloat32.class)
        ? x.asOutput().expect(TFloat32.class)
        : tf.dtypes.cast(x, TFloat32.class);
  }
}
