package io.manabi.prediction.tensors;

import java.util.Arrays;
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

  /** A shape as TensorFlow Serving prints it, such as {@code [-1,784]}. */
  public static String nameOf(Shape shape) {
    return shape.isUnknown() ? "[?]" : Arrays.toString(shape.asArray()).replace(" ", "");
  }

  /**
   * The tensor of one element that stands for each one of a row that is null or left out; empty if
   * requests must give every row.
   */
  public Optional<FlatTensor> defaultRow() {
    return defaultValue.filter(value -> hasRows() && value.shape().equals(Shape.of(1)));
  }

  private boolean hasRows() {
    if (shape.isUnknown() || shape.numDimensions() == 0 || shape.get(0) != Shape.UNKNOWN_SIZE) {
      return false;
    }
    return shape.numDimensions() == 2 || !shape.tail().hasUnknownDimension();
  }

  /** Whether rows may have different lengths, up to which the default fills them. */
  public boolean isRagged() {
    return defaultRow().isPresent()
        && shape.numDimensions() == 2
        && shape.get(1) == Shape.UNKNOWN_SIZE;
  }

  /**
   * The elements of a row that is left out; 0 of rows that may have different lengths. Only for an
   * input with a {@link #defaultRow}.
   */
  public int defaultRowSize() {
    long size = 1;
    for (int i = 1; i < shape.numDimensions(); i++) {
      size *= Math.max(shape.get(i), 0);
    }
    return Math.toIntExact(size);
  }
}
