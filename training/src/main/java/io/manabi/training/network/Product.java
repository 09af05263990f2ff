package io.manabi.training.network;

import io.manabi.training.network.Network.Padding;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** Something that multiplies a lot, in the type that numbers have. */
@FunctionalInterface
interface Product {
  /** Of matrices. */
  Product MATRICES = Product::matrices;

  /** Of an image with a kernel that goes over it. */
  record Convolution(List<Long> strides, Padding padding) implements Product {
    @Override
    public <T extends TNumber> Operand<T> build(Ops tf, Operand<T> images, Operand<T> kernel) {
      return tf.nn.conv2d(images, kernel, strides, padding.name());
    }
  }

  /** Of many matrices, of which the second may be transposed. */
  record Batch(boolean transposed) implements Product {
    @Override
    public <T extends TNumber> Operand<T> build(Ops tf, Operand<T> left, Operand<T> right) {
      return tf.train.batchMatMul(left, right, left.type(), BatchMatMul.adjY(transposed));
    }
  }

  /** Multiplies what goes through a layer with its kernel. */
  <T extends TNumber> Operand<T> build(Ops tf, Operand<T> inputs, Operand<T> kernel);

  private static <T extends TNumber> Operand<T> matrices(
      Ops tf, Operand<T> inputs, Operand<T> kernel) {
    return tf.linalg.matMul(inputs, kernel);
  }

  /** Multiplies, in bfloat16 within {@link Network#bfloat16}. */
  default Operand<TFloat32> of(
      Network network, Ops tf, Operand<TFloat32> inputs, Operand<TFloat32> kernel) {
    if (!network.isBfloat16()) {
      return build(tf, inputs, kernel);
    }
    Operand<TBfloat16> product =
        build(tf, tf.dtypes.cast(inputs, TBfloat16.class), tf.dtypes.cast(kernel, TBfloat16.class));
    return tf.dtypes.cast(product, TFloat32.class);
  }
}
