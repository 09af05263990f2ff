package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TInt64;

/** DT_INT64. */
final class LongValues extends Values {
  private long[] values;

  LongValues(long[] values, int size) {
    super(size);
    this.values = values;
  }

  static LongValues copyOf(Tensor tensor, int size) {
    long[] values = new long[size];
    tensor.asRawTensor().data().asLongs().read(values);
    return new LongValues(values, size);
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
    System.arraycopy(((LongValues) others).values, from, values, index, count);
  }

  @Override
  boolean set(int index, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return false;
    }
    values[index] = parser.getLongValue();
    return true;
  }

  @Override
  void write(JsonGenerator json, int index, boolean asBase64) throws IOException {
    json.writeNumber(values[index]);
  }

  @Override
  TInt64 toTensor(Shape shape) {
    return TInt64.tensorOf(shape, DataBuffers.of(values));
  }
}
