package io.manabi.training.network;

import io.manabi.training.network.Network.Padding;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The way back of a convolution, with a bias: images become larger by the stride.
 *
 * @param name the name of the layer; its parameters are {@code name/kernel} and {@code name/bias}
 * @param size height and width of the kernel
 * @param filters how many channels come out
 * @param stride how much larger images become, in both directions
 * @param padding how the border was treated by the convolution that this is the way back of
 */
public record TransposedConvolution(String name, int size, int filters, int stride, Padding padding)
    implements Layer {
  /** Checks the sizes. */
  public TransposedConvolution {
    Convolution.check(name, size, filters, stride);
  }

  /**
   * Convolves back.
   *
   * @param images float [N, height, width, channels]
   * @return float [N, height · stride, width · stride, filters], and with {@code VALID} larger by
   *     what the kernel is larger than the stride
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> images) {
    Ops tf = network.layer(name);
    Shape from = images.shape();
    Operand<TFloat32> kernel =
        network.parameter(
            name + "/kernel",
            Shape.of(size, size, filters, from.get(3)),
            new Initializer.Normal(Math.sqrt(2.0 / ((long) size * size * from.get(3)))));
    Operand<TFloat32> bias =
        network.parameter(name + "/bias", Shape.of(filters), new Initializer.Constant(0));
    Operand<TInt32> batch = tf.slice(tf.shape(images), tf.array(0), tf.array(1));
    Operand<TInt32> one = tf.array((int) larger(from.get(1)), (int) larger(from.get(2)), filters);
    List<Long> strides = List.of(1L, (long) stride, (long) stride, 1L);
    Operand<TFloat32> back =
        new Back(tf.concat(List.of(batch, one), tf.constant(0)), strides, padding)
            .of(network, tf, images, kernel);
    // Says what is known of its shape, as layers above need it.
    Operand<TFloat32> known =
        tf.reshape(
            back, tf.array(-1, (int) larger(from.get(1)), (int) larger(from.get(2)), filters));
    return tf.nn.biasAdd(known, bias);
  }

  private record Back(Operand<TInt32> shape, List<Long> strides, Padding padding)
      implements Product {
    @Override
    public <T extends TNumber> Operand<T> build(Ops tf, Operand<T> images, Operand<T> kernel) {
      return tf.nn.conv2dBackpropInput(shape, kernel, images, strides, padding.name());
    }
  }

  private long larger(long side) {
    return side * stride + (padding == Padding.VALID ? Math.max(size - stride, 0) : 0);
  }
}
