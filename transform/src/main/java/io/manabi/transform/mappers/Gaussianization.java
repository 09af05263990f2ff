package io.manabi.transform.mappers;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Makes normal numbers of numbers with long tails. All parameters have a shape that can be
 * broadcast to that of the numbers.
 *
 * @param location what becomes 0
 * @param scale of numbers of which a tail is long
 * @param variance of others
 * @param left how long the tail below the location is
 * @param right how long the tail above the location is
 */
record Gaussianization(
    Operand<TFloat32> location,
    Operand<TFloat32> scale,
    Operand<TFloat32> variance,
    Operand<TFloat32> left,
    Operand<TFloat32> right) {
  /** Each doubles the digits that are right; the first guess has one or two. */
  private static final int STEPS = 4;

  /** Where the result differs from the number by less than a float can tell. */
  private static final double SMALL = 1e-8;

  Operand<TFloat32> of(Ops tf, Operand<? extends TNumber> x) {
    Operand<TFloat32> none = tf.constant(0f);
    Operand<TBool> longTail =
        tf.math.logicalOr(tf.math.greater(left, none), tf.math.greater(right, none));
    Operand<TFloat32> deviation = tf.select(longTail, scale, tf.math.sqrt(variance));
    Operand<TFloat32> scaled = Scaling.byScale(tf, x, location, deviation);
    // In doubles, for the steps below lose digits.
    Operand<TFloat64> doubles = tf.dtypes.cast(scaled, TFloat64.class);
    Operand<TFloat64> h =
        tf.dtypes.cast(tf.select(tf.math.less(scaled, none), left, right), TFloat64.class);
    Operand<TFloat64> square = tf.math.mul(h, tf.math.square(doubles));
    Operand<TFloat64> size = tf.math.sqrt(tf.math.div(lambertW(tf, square), h));
    Operand<TFloat32> pulledIn =
        tf.dtypes.cast(tf.math.mul(tf.math.sign(doubles), size), TFloat32.class);
    Operand<TBool> stays =
        tf.math.logicalOr(
            tf.math.logicalNot(tf.math.isFinite(scaled)), tf.math.less(square, tf.constant(SMALL)));
    return tf.select(stays, scaled, pulledIn);
  }

  /**
   * The w with {@code w exp(w) = z}, for z not near 0. See R. Iacono and J. Boyd, <a
   * href="https://doi.org/10.1007/s10444-017-9530-3">New approximations to the principal
   * real-valued branch of the Lambert W-function</a>.
   */
  private static Operand<TFloat64> lambertW(Ops tf, Operand<TFloat64> z) {
    Operand<TFloat64> one = tf.constant(1.0);
    Operand<TFloat64> log = tf.math.log1p(z);
    Operand<TFloat64> w =
        tf.math.mul(
            log,
            tf.math.sub(one, tf.math.div(tf.math.log1p(log), tf.math.add(log, tf.constant(2.0)))));
    for (int i = 0; i < STEPS; i++) {
      w =
          tf.math.mul(
              tf.math.div(w, tf.math.add(w, one)),
              tf.math.add(tf.math.log(tf.math.div(z, w)), one));
    }
    return w;
  }
}
