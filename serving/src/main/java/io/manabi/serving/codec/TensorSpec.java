package io.manabi.serving.codec;

import java.util.Arrays;
import java.util.Locale;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * What a signature says of one of its inputs or outputs.
 *
 * @param name its name in the signature
 * @param type the type of its elements
 * @param shape its shape; -1 stands for any size, an unknown shape for any shape
 */
public record TensorSpec(String name, DataType type, Shape shape) {

  /** The type's name in TensorFlow, such as {@code float} or {@code int64}. */
  static String nameOf(DataType type) {
    return type.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
  }

  /** A shape as TensorFlow Serving prints it, such as {@code [-1,784]}. */
  static String nameOf(Shape shape) {
    return shape.isUnknown() ? "[?]" : Arrays.toString(shape.asArray()).replace(" ", "");
  }

  /** Whether a tensor of the shape {@code actual}, which is fully known, may be fed. */
  boolean accepts(Shape actual) {
    if (shape.isUnknown()) {
      return true;
    }
    if (shape.numDimensions() != actual.numDimensions()) {
      return false;
    }
    for (int i = 0; i < shape.numDimensions(); i++) {
      if (shape.get(i) != Shape.UNKNOWN_SIZE && shape.get(i) != actual.get(i)) {
        return false;
      }
    }
    return true;
  }
}
