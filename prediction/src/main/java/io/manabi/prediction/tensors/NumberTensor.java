package io.manabi.prediction.tensors;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * A tensor of numbers or truth values.
 *
 * @param type the type of the elements, of a fixed size
 * @param shape the shape, fully known
 * @param data the elements as TensorFlow has them in memory, little-endian; given away
 */
// Nobody compares tensors by equals, and copies would cost more than all else.
@SuppressWarnings("ArrayRecordComponent")
public record NumberTensor(DataType type, Shape shape, byte[] data) implements FlatTensor {
  private static final int MOST_REPEATED_BYTES = 256 << 20;

  /**
   * Checks the size.
   *
   * @throws PredictionFailure if there are not as many bytes as the shape says
   */
  public NumberTensor {
    long expected = shape.size() * Dtypes.bytes(type);
    if (data.length != expected) {
      throw PredictionFailure.invalid(
          "A tensor of type "
              + Dtypes.nameOf(type)
              + " and shape "
              + TensorSpec.nameOf(shape)
              + " has "
              + expected
              + " bytes, not "
              + data.length);
    }
  }

  @Override
  public long sizeInBytes() {
    return data.length;
  }

  @Override
  public NumberTensor reshaped(Shape other) {
    return new NumberTensor(type, other, data);
  }

  @Override
  public NumberTensor rows(int from, int to) {
    int row = rowCount() == 0 ? 0 : data.length / rowCount();
    return new NumberTensor(
        type, shape.tail().prepend(to - from), Arrays.copyOfRange(data, from * row, to * row));
  }

  @Override
  public NumberTensor repeated(Shape other) {
    int element = Dtypes.bytes(type);
    byte[] all = new byte[requireRepeatable(other, element) * element];
    for (int i = 0; i < all.length; i++) {
      all[i] = data[i % element];
    }
    return new NumberTensor(type, other, all);
  }

  /**
   * How many elements a tensor has that is made by repeating some: a request of a few bytes must
   * not fill the memory.
   *
   * @throws PredictionFailure if they are too many
   */
  static int requireRepeatable(Shape shape, int elementBytes) {
    if (shape.size() > MOST_REPEATED_BYTES / elementBytes) {
      throw PredictionFailure.invalid(
          "A tensor of shape "
              + TensorSpec.nameOf(shape)
              + " cannot be filled with one value: it would have more than "
              + MOST_REPEATED_BYTES
              + " bytes");
    }
    return (int) shape.size();
  }

  static NumberTensor concatenate(List<FlatTensor> parts, Shape shape) {
    byte[] all = new byte[Math.toIntExact(parts.stream().mapToLong(FlatTensor::sizeInBytes).sum())];
    int next = 0;
    for (FlatTensor part : parts) {
      byte[] data = ((NumberTensor) part).data;
      System.arraycopy(data, 0, all, next, data.length);
      next += data.length;
    }
    return new NumberTensor(parts.get(0).type(), shape, all);
  }
}
