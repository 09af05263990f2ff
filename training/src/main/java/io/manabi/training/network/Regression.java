package io.manabi.training.network;

import io.manabi.core.ManabiException;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Losses of a model that gives numbers. */
public final class Regression {
  private Regression() {}

  /**
   * The mean over a batch of the squares of errors.
   *
   * @param predictions float [N, …]
   * @param labels float, of the same shape
   * @return float scalar
   * @throws ManabiException if the shapes differ
   */
  public static Operand<TFloat32> meanSquaredError(
      Ops tf, Operand<TFloat32> predictions, Operand<TFloat32> labels) {
    Shapes.requireSame("The squared error of predictions and labels", predictions, labels);
    return mean(tf, tf.math.squaredDifference(predictions, Shapes.as(tf, labels, predictions)));
  }

  /**
   * The mean over a batch of half the squares of errors up to {@code delta}, and beyond of a
   * straight line, so that a few wild labels do little harm; after <a
   * href="https://doi.org/10.1214/aoms/1177703732">Huber 1964</a>.
   *
   * @param predictions float [N, …]
   * @param labels float, of the same shape
   * @param delta the error from which on the line is straight
   * @return float scalar
   * @throws ManabiException if the shapes differ, or {@code delta} is not above 0
   */
  public static Operand<TFloat32> huber(
      Ops tf, Operand<TFloat32> predictions, Operand<TFloat32> labels, float delta) {
    return mean(tf, huberOfEach(tf, predictions, labels, delta));
  }

  /** As {@link #huber}, for each number, of the shape of the labels. */
  public static Operand<TFloat32> huberOfEach(
      Ops tf, Operand<TFloat32> predictions, Operand<TFloat32> labels, float delta) {
    if (!(delta > 0)) {
      throw ManabiException.user("The delta of a Huber loss must be above 0, not " + delta + ".");
    }
    Shapes.requireSame("The Huber loss of predictions and labels", predictions, labels);
    Operand<TFloat32> error =
        tf.math.abs(tf.math.sub(predictions, Shapes.as(tf, labels, predictions)));
    Operand<TFloat32> bent = tf.math.minimum(error, tf.constant(delta));
    // bent² / 2 + delta (error - bent), for bent is delta wherever error is larger.
    return tf.math.mul(bent, tf.math.sub(error, tf.math.mul(bent, tf.constant(0.5f))));
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> errors) {
    return tf.math.mean(tf.reshape(errors, tf.array(-1)), tf.constant(0));
  }
}
