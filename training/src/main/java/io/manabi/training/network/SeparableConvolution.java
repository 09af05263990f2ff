package io.manabi.training.network;

import io.manabi.training.network.Network.Padding;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A convolution of each channel by itself, then one of size 1 over all channels, with a bias: much
 * as {@link Convolution} with far fewer parameters.
 *
 * @param name the name of the layer; its parameters are {@code name/depthwise_kernel}, {@code
 *     name/pointwise_kernel} and {@code name/bias}
 * @param size height and width of the kernel
 * @param filters how many channels come out
 * @param stride how far the kernel moves at a time, in both directions
 * @param padding how the border is treated
 */
public record SeparableConvolution(String name, int size, int filters, int stride, Padding padding)
    implements Layer {
  /** Checks the sizes. */
  public SeparableConvolution {
    Convolution.check(name, size, filters, stride);
  }

  /**
   * Convolves.
   *
   * @param images float [N, height, width, channels]
   * @return float [N, height', width', filters]
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> images) {
    Ops tf = network.layer(name);
    Operand<TFloat32> each =
        new DepthwiseConvolution(name, size, 1, stride, padding).convolve(network, images);
    Operand<TFloat32> kernel =
        network.parameter(
            name + "/pointwise_kernel",
            Shape.of(1, 1, images.shape().get(3), filters),
            new Initializer.FanIn(2));
    Operand<TFloat32> bias =
        network.parameter(name + "/bias", Shape.of(filters), new Initializer.Constant(0));
    Product product = new Product.Convolution(List.of(1L, 1L, 1L, 1L), Padding.VALID);
    return tf.nn.biasAdd(product.of(network, tf, each, kernel), bias);
  }
}
