package io.manabi.training.network;

import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Shifts and scales each channel to a learned mean and deviation, after <a
 * href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015</a>: by the mean and variance of
 * the batch while the model trains, otherwise by their moving averages.
 *
 * @param name the name of the layer; its parameters are {@code name/gamma}, {@code name/beta},
 *     {@code name/moving_mean} and {@code name/moving_variance}
 * @param momentum the share of a moving average that stays at each step
 * @param epsilon added to the variance
 */
public record BatchNormalization(String name, float momentum, float epsilon) implements Layer {

  /** A layer with usual settings: momentum 0.99 and epsilon 0.001. */
  public BatchNormalization(String name) {
    this(name, 0.99f, 1e-3f);
  }

  /**
   * Normalizes.
   *
   * @param inputs float [N, …, channels]
   * @return float [N, …, channels]
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> inputs) {
    Ops tf = network.layer(name);
    Shape channels = Shape.of(inputs.shape().get(-1));
    Initializer zeros = new Initializer.Constant(0);
    Initializer ones = new Initializer.Constant(1);
    Operand<TFloat32> gamma = network.parameter(name + "/gamma", channels, ones);
    Operand<TFloat32> beta = network.parameter(name + "/beta", channels, zeros);

    Operand<TInt32> others =
        tf.constant(IntStream.range(0, inputs.shape().numDimensions() - 1).toArray());
    Operand<TFloat32> batchMean = tf.math.mean(inputs, others);
    Operand<TFloat32> fromMean = tf.math.sub(inputs, batchMean);
    Operand<TFloat32> batchVariance = tf.math.mean(tf.math.mul(fromMean, fromMean), others);
    Operand<TFloat32> mean =
        network.movingAverage(name + "/moving_mean", channels, zeros, batchMean, momentum);
    Operand<TFloat32> variance =
        network.movingAverage(name + "/moving_variance", channels, ones, batchVariance, momentum);

    boolean training = network.mode() == Mode.TRAIN && !network.isFrozen();
    Operand<TFloat32> scale =
        tf.math.mul(
            gamma,
            tf.math.rsqrt(tf.math.add(training ? batchVariance : variance, tf.constant(epsilon))));
    Operand<TFloat32> shifted = training ? fromMean : tf.math.sub(inputs, mean);
    return tf.math.add(tf.math.mul(shifted, scale), beta);
  }
}
