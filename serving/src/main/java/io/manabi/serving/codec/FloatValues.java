package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** DT_FLOAT. */
final class FloatValues extends Values {
  /** The largest integer below which a float holds every integer. */
  private static final long LARGEST_INTEGER = (1L << 24) - 1;

  private float[] values;

  FloatValues(float[] values, int size) {
    super(size);
    this.values = values;
  }

  static FloatValues copyOf(Tensor tensor, int size) {
    float[] values = new float[size];
    tensor.asRawTensor().data().asFloats().read(values);
    return new FloatValues(values, size);
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
    System.arraycopy(((FloatValues) others).values, from, values, index, count);
  }

  @Override
  boolean set(int index, JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> Decimals.checkInteger(parser, LARGEST_INTEGER, "float");
      case VALUE_NUMBER_FLOAT -> {}
      default -> {
        return false;
      }
    }
    float value = parser.getFloatValue();
    if (Float.isInfinite(value)) {
      Decimals.checkInfinity(parser, "float");
    }
    values[index] = value;
    return true;
  }

  @Override
  void write(JsonGenerator json, int index, boolean asBase64) throws IOException {
    json.writeNumber(values[index]);
  }

  @Override
  TFloat32 toTensor(Shape shape) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values));
  }
}
