package io.manabi.training.models;

import io.manabi.core.ManabiException;
import io.manabi.training.network.CrossEntropy;
import io.manabi.training.network.Regression;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Losses of heads. */
public final class Losses {
  private Losses() {}

  /**
   * Cross entropy of one of several classes; see {@link CrossEntropy#softmaxOfClasses}.
   *
   * @param smoothing the share of each label that goes to all classes alike; 0 for none
   */
  public static Loss<TInt64> softmax(float smoothing) {
    return (tf, outputs, labels) ->
        CrossEntropy.softmaxOfEach(
            tf, outputs, CrossEntropy.shares(tf, outputs, labels, smoothing));
  }

  /** Cross entropy of one class; see {@link CrossEntropy#sigmoid}. */
  public static Loss<TFloat32> sigmoid() {
    return CrossEntropy::sigmoidOfEach;
  }

  /** The square of the error. */
  public static Loss<TFloat32> squaredError() {
    return (tf, outputs, labels) -> tf.math.squaredDifference(outputs, labels);
  }

  /** The error without its sign: wild labels do less harm than with its square. */
  public static Loss<TFloat32> absoluteError() {
    return (tf, outputs, labels) -> tf.math.abs(tf.math.sub(outputs, labels));
  }

  /** Half the square of the error up to {@code delta}; see {@link Regression#huber}. */
  public static Loss<TFloat32> huber(float delta) {
    return (tf, outputs, labels) -> Regression.huberOfEach(tf, outputs, labels, delta);
  }

  /**
   * Cross entropy of one class in which examples count little that are well told already, after <a
   * href="https://arxiv.org/abs/1708.02002">Lin et al. 2017</a>: for classes that are rare.
   *
   * @param alpha the weight of examples of the class, from 0 to 1; others weigh the rest, as 0.25
   * @param gamma how much less examples count that are well told, as 2
   */
  public static Loss<TFloat32> focal(float alpha, float gamma) {
    if (!(alpha > 0 && alpha < 1 && gamma >= 0)) {
      throw ManabiException.user(
          "A focal loss needs an alpha between 0 and 1 and a gamma of 0 or more, not %s and %s."
              .formatted(alpha, gamma));
    }
    return (tf, outputs, labels) -> focal(tf, outputs, labels, alpha, gamma);
  }

  private static Operand<TFloat32> focal(
      Ops tf, Operand<TFloat32> logits, Operand<TFloat32> labels, float alpha, float gamma) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> likely = tf.math.sigmoid(logits);
    // The probability of the other class than the true one.
    Operand<TFloat32> wrong =
        tf.math.add(
            tf.math.mul(labels, tf.math.sub(one, likely)),
            tf.math.mul(tf.math.sub(one, labels), likely));
    Operand<TFloat32> weight =
        tf.math.add(
            tf.math.mul(labels, tf.constant(alpha)),
            tf.math.mul(tf.math.sub(one, labels), tf.constant(1 - alpha)));
    return tf.math.mul(
        tf.math.mul(weight, tf.math.pow(wrong, tf.constant(gamma))),
        CrossEntropy.sigmoidOfEach(tf, logits, labels));
  }
}
