package io.manabi.training.network;

import io.manabi.training.network.Network.Padding;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/**
 * A convolution of rows, such as of time, with a bias.
 *
 * @param name the name of the layer; its parameters are {@code name/kernel} and {@code name/bias}
 * @param size length of the kernel
 * @param filters how many channels come out
 * @param stride how far the kernel moves at a time
 * @param padding how the ends are treated
 */
public record Convolution1D(String name, int size, int filters, int stride, Padding padding)
    implements Layer {
  /** Checks the sizes. */
  public Convolution1D {
    Convolution.check(name, size, filters, stride);
  }

  /**
   * Convolves.
   *
   * @param inputs float [N, length, channels]
   * @return float [N, length', filters]
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> inputs) {
    Ops tf = network.layer(name);
    Operand<TFloat32> kernel =
        network.parameter(
            name + "/kernel",
            Shape.of(size, inputs.shape().get(2), filters),
            new Initializer.FanIn(2));
    Operand<TFloat32> bias =
        network.parameter(name + "/bias", Shape.of(filters), new Initializer.Constant(0));
    // An image of height 1.
    Operand<TFloat32> convolved =
        new Product.Convolution(List.of(1L, 1L, (long) stride, 1L), padding)
            .of(
                network,
                tf,
                tf.expandDims(inputs, tf.constant(1)),
                tf.expandDims(kernel, tf.constant(0)));
    return tf.nn.biasAdd(tf.squeeze(convolved, Squeeze.axis(List.of(1L))), bias);
  }
}
