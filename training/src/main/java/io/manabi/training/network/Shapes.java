package io.manabi.training.network;

import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Shapes that must be the same, where TensorFlow would broadcast one to the other. */
public final class Shapes {
  private Shapes() {}

  /** A shape for people, as {@code [N, 10]}. */
  public static String text(Shape shape) {
    if (shape.isUnknown()) {
      return "[?]";
    }
    List<String> sizes = new ArrayList<>();
    for (int i = 0; i < shape.numDimensions(); i++) {
      long size = shape.get(i);
      sizes.add(size != Shape.UNKNOWN_SIZE ? String.valueOf(size) : i == 0 ? "N" : "?");
    }
    return sizes.toString();
  }

  /**
   * Checks that two tensors have the same shape, as far as it is known.
   *
   * @param what needs them, as {@code The accuracy of labels and classes}
   * @param one the first that it names
   * @param other the second
   * @throws ManabiException if they differ
   */
  public static void requireSame(String what, Operand<?> one, Operand<?> other) {
    if (!one.shape().isCompatibleWith(other.shape())) {
      throw ManabiException.user(
          "%s needs both of the same shape, but they are %s and %s; reshape one of them, as by tf.squeeze or tf.expandDims."
              .formatted(what, text(one.shape()), text(other.shape())));
    }
  }

  /**
   * The tensor in the shape of another, where it was not known that it has it; the graph fails if
   * it has another number of elements.
   */
  static Operand<TFloat32> as(Ops tf, Operand<TFloat32> tensor, Operand<TFloat32> other) {
    boolean same =
        !tensor.shape().isUnknown()
            && Arrays.equals(tensor.shape().asArray(), other.shape().asArray());
    return same ? tensor : tf.reshape(tensor, tf.shape(other, TInt64.class));
  }
}
