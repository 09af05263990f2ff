package io.manabi.training.network;

import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What the loss has more for large weights of some layers, as <a
 * href="https://keras.io/api/layers/regularizers">Keras's regularizers</a> of kernels: {@code l1}
 * times the sum of their sizes, and {@code l2} times the sum of their squares. Biases and what has
 * one dimension only are left alone. See {@link Layers#penalized}.
 *
 * @param l1 strength of the first, which makes many weights 0; 0 for none
 * @param l2 strength of the second, which makes all smaller; 0 for none
 */
public record Penalty(float l1, float l2) {
  /** Nothing. */
  static final Penalty NONE = new Penalty(0, 0);

  /** Checks the numbers. */
  public Penalty {
    if (!(l1 >= 0 && l1 < Float.POSITIVE_INFINITY && l2 >= 0 && l2 < Float.POSITIVE_INFINITY)) {
      throw ManabiException.user(
          "The penalty of weights needs strengths of 0 or finite numbers above, not %s and %s."
              .formatted(l1, l2));
    }
  }

  /** The penalty of sizes alone. */
  public static Penalty l1(float strength) {
    return new Penalty(strength, 0);
  }

  /** The penalty of squares alone. */
  public static Penalty l2(float strength) {
    return new Penalty(0, strength);
  }

  /**
   * The penalty of a parameter.
   *
   * @param value its value
   * @return float scalars to add up
   */
  List<Operand<TFloat32>> of(Ops tf, Parameter parameter, Operand<TFloat32> value) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    if (parameter.shape().numDimensions() < 2 || parameter.name().endsWith("/bias")) {
      return parts;
    }
    Operand<TFloat32> flat = tf.reshape(value, tf.array(-1));
    if (l1 > 0) {
      parts.add(tf.math.mul(tf.reduceSum(tf.math.abs(flat), tf.constant(0)), tf.constant(l1)));
    }
    if (l2 > 0) {
      parts.add(tf.math.mul(tf.reduceSum(tf.math.square(flat), tf.constant(0)), tf.constant(l2)));
    }
    return parts;
  }
}
