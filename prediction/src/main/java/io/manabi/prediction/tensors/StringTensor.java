package io.manabi.prediction.tensors;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * A tensor of strings, which are any bytes.
 *
 * @param shape the shape, fully known
 * @param values the elements; given away
 */
@SuppressWarnings("ArrayRecordComponent") // As in NumberTensor.
public record StringTensor(Shape shape, byte[][] values) implements FlatTensor {
  /** What TensorFlow needs for a string beside its bytes. */
  private static final int OVERHEAD = 24;

  /**
   * Checks the size.
   *
   * @throws PredictionFailure if there are not as many values as the shape says
   */
  public StringTensor {
    if (values.length != shape.size()) {
      throw PredictionFailure.invalid(
          "A tensor of shape "
              + TensorSpec.nameOf(shape)
              + " has "
              + shape.size()
              + " strings, not "
              + values.length);
    }
  }

  @Override
  public DataType type() {
    return DataType.DT_STRING;
  }

  @Override
  public long sizeInBytes() {
    return Arrays.stream(values).mapToLong(value -> value.length + OVERHEAD).sum();
  }

  @Override
  public StringTensor reshaped(Shape other) {
    return new StringTensor(other, values);
  }

  @Override
  public StringTensor rows(int from, int to) {
    int row = rowCount() == 0 ? 0 : values.length / rowCount();
    return new StringTensor(
        shape.tail().prepend(to - from), Arrays.copyOfRange(values, from * row, to * row));
  }

  @Override
  public StringTensor repeated(Shape other) {
    byte[][] all = new byte[NumberTensor.requireRepeatable(other, OVERHEAD)][];
    Arrays.fill(all, values[0]);
    return new StringTensor(other, all);
  }

  static StringTensor concatenate(List<FlatTensor> parts, Shape shape) {
    return new StringTensor(
        shape,
        parts.stream()
            .flatMap(part -> Stream.of(((StringTensor) part).values))
            .toArray(byte[][]::new));
  }
}
