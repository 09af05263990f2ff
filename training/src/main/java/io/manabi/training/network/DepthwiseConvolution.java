package io.manabi.training.network;

import io.manabi.training.network.Network.Padding;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * A convolution of each channel of images by itself, with a bias.
 *
 * @param name the name of the layer; its parameters are {@code name/depthwise_kernel} and {@code
 *     name/bias}
 * @param size height and width of the kernel
 * @param multiplier how many channels come out for each
 * @param stride how far the kernel moves at a time, in both directions
 * @param padding how the border is treated
 */
public record DepthwiseConvolution(
    String name, int size, int multiplier, int stride, Padding padding) implements Layer {
  /** Checks the sizes. */
  public DepthwiseConvolution {
    Convolution.check(name, size, multiplier, stride);
  }

  /**
   * Convolves.
   *
   * @param images float [N, height, width, channels]
   * @return float [N, height', width', channels · multiplier]
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> images) {
    Ops tf = network.layer(name);
    long channels = images.shape().get(3) * multiplier;
    Operand<TFloat32> bias =
        network.parameter(name + "/bias", Shape.of(channels), new Initializer.Constant(0));
    return tf.nn.biasAdd(convolve(network, images), bias);
  }

  /** The same without a bias. */
  Operand<TFloat32> convolve(Network network, Operand<TFloat32> images) {
    Ops tf = network.layer(name);
    Shape shape = Shape.of(size, size, images.shape().get(3), multiplier);
    // Each number that comes out is of one channel, not of all.
    Operand<TFloat32> kernel =
        network.parameter(
            name + "/depthwise_kernel",
            shape,
            new Initializer.Normal(Math.sqrt(2.0 / ((long) size * size))));
    List<Long> strides = List.of(1L, (long) stride, (long) stride, 1L);
    return new OfEachChannel(strides, padding).of(network, tf, images, kernel);
  }

  private record OfEachChannel(List<Long> strides, Padding padding) implements Product {
    @Override
    public <T extends TNumber> Operand<T> build(Ops tf, Operand<T> images, Operand<T> kernel) {
      return tf.nn.depthwiseConv2dNative(images, kernel, strides, padding.name());
    }
  }
}
