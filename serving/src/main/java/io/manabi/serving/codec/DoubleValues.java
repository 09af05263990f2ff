package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat64;

/** DT_DOUBLE. */
final class DoubleValues extends Values {
  /** The largest integer below which a double holds every integer. */
  private static final long LARGEST_INTEGER = (1L << 53) - 1;

  private double[] values;

  DoubleValues(double[] values, int size) {
    super(size);
    this.values = values;
  }

  static DoubleValues copyOf(Tensor tensor, int size) {
    double[] values = new double[size];
    tensor.asRawTensor().data().asDoubles().read(values);
    return new DoubleValues(values, size);
  }

  @Override
  int capacity() {
    return values.length;
  }

  @Override
  void setCapacity(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }

  @Override
  void copy(Values others, int from, int index, int count) {
    System.arraycopy(((DoubleValues) others).values, from, values, index, count);
  }

  @Override
  boolean set(int index, JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> Decimals.checkInteger(parser, LARGEST_INTEGER, "double");
      case VALUE_NUMBER_FLOAT -> {}
      default -> {
        return false;
      }
    }
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value)) {
      Decimals.checkInfinity(parser, "double");
    }
    values[index] = value;
    return true;
  }

  @Override
  void write(JsonGenerator json, int index, boolean asBase64) throws IOException {
    json.writeNumber(values[index]);
  }

  @Override
  TFloat64 toTensor(Shape shape) {
    return TFloat64.tensorOf(shape, DataBuffers.of(values));
  }
}
