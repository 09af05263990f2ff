package io.manabi.serving.codec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * What a signature says of one of its inputs or outputs.
 *
 * @param name its name in the signature
 * @param type the type of its elements
 * @param shape its shape; -1 stands for any size, an unknown shape for any shape
 * @param defaultValue what is fed for an input that a request leaves out. A default of shape [1] is
 *     the value of a row, or of an element, that is null or left out; one of another shape stands
 *     for the whole input
 */
public record TensorSpec(
    String name, DataType type, Shape shape, Optional<FlatTensor> defaultValue) {

  /** An output, or an input that requests must give. */
  public TensorSpec(String name, DataType type, Shape shape) {
    this(name, type, shape, Optional.empty());
  }

  /** The type's name in TensorFlow, such as {@code float} or {@code int64}. */
  static String nameOf(DataType type) {
    return type.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
  }

  /** A shape as TensorFlow Serving prints it, such as {@code [-1,784]}. */
  static String nameOf(Shape shape) {
    return shape.isUnknown() ? "[?]" : Arrays.toString(shape.asArray()).replace(" ", "");
  }

  /**
   * The element that stands for each one of a row that is null or left out; empty if requests must
   * give every row.
   */
  Optional<Values> defaultRow() {
    return defaultValue
        .filter(value -> hasRows() && value.shape().equals(Shape.of(1)))
        .map(FlatTensor::values);
  }

  private boolean hasRows() {
    if (shape.isUnknown() || shape.numDimensions() == 0 || shape.get(0) != Shape.UNKNOWN_SIZE) {
      return false;
    }
    return shape.numDimensions() == 2 || !shape.tail().hasUnknownDimension();
  }

  /** Whether rows may have different lengths, up to which the default fills them. */
  boolean isRagged() {
    return defaultRow().isPresent()
        && shape.numDimensions() == 2
        && shape.get(1) == Shape.UNKNOWN_SIZE;
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
