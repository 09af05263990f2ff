package io.manabi.training.network;

import io.manabi.core.ManabiException;
import io.manabi.training.network.Network.Padding;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A convolution of images with a bias.
 *
 * @param name the name of the layer; its parameters are {@code name/kernel} and {@code name/bias}
 * @param size height and width of the kernel
 * @param filters how many channels come out
 * @param stride how far the kernel moves at a time, in both directions
 * @param padding how the border is treated
 */
public record Convolution(String name, int size, int filters, int stride, Padding padding)
    implements Layer {
  /** Checks the sizes. */
  public Convolution {
    check(name, size, filters, stride);
  }

  /** Checks the sizes of any convolution. */
  static void check(String name, int size, int filters, int stride) {
    if (size < 1 || filters < 1 || stride < 1) {
      throw ManabiException.user(
          "Convolution "
              + name
              + " needs a size, filters and a stride of at least 1, not "
              + size
              + ", "
              + filters
              + " and "
              + stride
              + ".");
    }
  }

  /**
   * Convolves.
   *
   * @param images float [N, height, width, channels]
   * @return float [N, height', width', filters]
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> images) {
    long channels = images.shape().get(3);
    Operand<TFloat32> kernel =
        network.parameter(
            name + "/kernel", Shape.of(size, size, channels, filters), new Initializer.FanIn(2));
    Operand<TFloat32> bias =
        network.parameter(name + "/bias", Shape.of(filters), new Initializer.Constant(0));
    List<Long> strides = List.of(1L, (long) stride, (long) stride, 1L);
    Ops tf = network.layer(name);
    Product product = new Product.Convolution(strides, padding);
    return tf.nn.biasAdd(product.of(network, tf, images, kernel), bias);
  }
}
