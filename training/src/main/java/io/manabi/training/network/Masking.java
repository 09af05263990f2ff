package io.manabi.training.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Takes positions of sequences for filling in which every number is {@code value}, and sets them to
 * 0, as Keras's layer of that name; see {@link Masks}.
 *
 * @param value what sequences are filled up with
 */
public record Masking(float value) implements Layer {
  /**
   * Masks.
   *
   * @param inputs float [N, length, features]
   * @return float, of the same shape
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> inputs) {
    Ops tf = network.tf();
    Operand<TBool> mask =
        tf.reduceAny(tf.math.notEqual(inputs, tf.constant(value)), tf.constant(2));
    Operand<TFloat32> kept = tf.dtypes.cast(tf.expandDims(mask, tf.constant(2)), TFloat32.class);
    return network.masks().put(tf.math.mul(inputs, kept), mask);
  }
}
