package io.manabi.prediction.tensors;

import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * A tensor in Java's memory: its elements one after the other, the last dimension first to move. It
 * needs no closing and is not to be changed once it is made.
 */
public sealed interface FlatTensor permits NumberTensor, StringTensor {
  /** The type of the elements. */
  DataType type();

  /** The shape, fully known. */
  Shape shape();

  /** About how many bytes the elements take. */
  long sizeInBytes();

  /** The same elements in another shape of as many. */
  FlatTensor reshaped(Shape shape);

  /**
   * Rows of a tensor of at least one dimension.
   *
   * @param from the first row
   * @param to the row behind the last
   */
  FlatTensor rows(int from, int to);

  /**
   * One element, of shape [1]: 0, false or the empty string.
   *
   * @throws PredictionFailure if there is none of this type, as of resources and variants
   */
  static FlatTensor zero(DataType type) {
    return type == DataType.DT_STRING
        ? new StringTensor(Shape.of(1), new byte[1][0])
        : new NumberTensor(type, Shape.of(1), new byte[Dtypes.bytes(type)]);
  }

  /** A tensor of this shape, all of whose elements are the first one of this tensor. */
  FlatTensor repeated(Shape shape);

  /** The number of rows; 1 for a scalar. */
  default int rowCount() {
    return shape().numDimensions() == 0 ? 1 : Math.toIntExact(shape().get(0));
  }

  /**
   * Puts tensors of one type, whose shapes differ in the first dimension only, one below the other.
   */
  static FlatTensor concatenate(List<FlatTensor> parts) {
    FlatTensor first = parts.get(0);
    long rows = parts.stream().mapToLong(FlatTensor::rowCount).sum();
    Shape shape = first.shape().tail().prepend(rows);
    return first instanceof StringTensor
        ? StringTensor.concatenate(parts, shape)
        : NumberTensor.concatenate(parts, shape);
  }

  /**
   * Reads a tensor as TensorFlow writes it in a message: its bytes, or values, the last of which is
   * repeated.
   *
   * @throws PredictionFailure if it holds less or more than its shape says
   */
  static FlatTensor of(TensorProto proto) {
    return TensorProtos.read(proto);
  }
}
