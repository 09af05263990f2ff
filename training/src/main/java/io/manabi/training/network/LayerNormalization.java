package io.manabi.training.network;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Shifts and scales the numbers of each position to a learned mean and deviation, after <a
 * href="https://arxiv.org/abs/1607.06450">Ba et al. 2016</a>. Unlike {@link BatchNormalization}, it
 * treats every example alone, and so alike in every mode.
 *
 * @param name the name of the layer; its parameters are {@code name/gamma} and {@code name/beta}
 * @param epsilon added to the variance
 */
public record LayerNormalization(String name, float epsilon) implements Layer {

  /** A layer with Keras's epsilon of 0.001. */
  public LayerNormalization(String name) {
    this(name, 1e-3f);
  }

  /**
   * Normalizes over the last dimension.
   *
   * @param inputs float [N, …, channels]
   * @return float [N, …, channels]
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> inputs) {
    Ops tf = network.layer(name);
    Shape channels = Shape.of(inputs.shape().get(-1));
    Operand<TFloat32> gamma =
        network.parameter(name + "/gamma", channels, new Initializer.Constant(1));
    Operand<TFloat32> beta =
        network.parameter(name + "/beta", channels, new Initializer.Constant(0));
    Operand<TInt32> last = tf.constant(inputs.shape().numDimensions() - 1);
    Operand<TFloat32> fromMean =
        tf.math.sub(inputs, tf.math.mean(inputs, last, Mean.keepDims(true)));
    Operand<TFloat32> variance =
        tf.math.mean(tf.math.mul(fromMean, fromMean), last, Mean.keepDims(true));
    Operand<TFloat32> scale = tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon)));
    return tf.math.add(tf.math.mul(tf.math.mul(fromMean, scale), gamma), beta);
  }
}
