package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TInt32;

/** DT_INT32. */
final class IntValues extends Values {
  private int[] values;

  IntValues(int[] values, int size) {
    super(size);
    this.values = values;
  }

  static IntValues copyOf(Tensor tensor, int size) {
    int[] values = new int[size];
    tensor.asRawTensor().data().asInts().read(values);
    return new IntValues(values, size);
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
    System.arraycopy(((IntValues) others).values, from, values, index, count);
  }

  @Override
  boolean set(int index, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() != JsonParser.NumberType.INT) {
      return false;
    }
    values[index] = parser.getIntValue();
    return true;
  }

  @Override
  void write(JsonGenerator json, int index, boolean asBase64) throws IOException {
    json.writeNumber(values[index]);
  }

  @Override
  TInt32 toTensor(Shape shape) {
    return TInt32.tensorOf(shape, DataBuffers.of(values));
  }
}
