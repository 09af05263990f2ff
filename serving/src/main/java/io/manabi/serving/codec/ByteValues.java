package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/** DT_UINT8. */
final class ByteValues extends Values {
  private byte[] values;

  ByteValues(byte[] values, int size) {
    super(size);
    this.values = values;
  }

  static ByteValues copyOf(Tensor tensor, int size) {
    byte[] values = new byte[size];
    tensor.asRawTensor().data().read(values);
    return new ByteValues(values, size);
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
    System.arraycopy(((ByteValues) others).values, from, values, index, count);
  }

  @Override
  boolean set(int index, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() != JsonParser.NumberType.INT) {
      return false;
    }
    int value = parser.getIntValue();
    if (value < 0 || value > 255) {
      return false;
    }
    values[index] = (byte) value;
    return true;
  }

  @Override
  void write(JsonGenerator json, int index, boolean asBase64) throws IOException {
    json.writeNumber(Byte.toUnsignedInt(values[index]));
  }

  @Override
  TUint8 toTensor(Shape shape) {
    return TUint8.tensorOf(shape, DataBuffers.of(values));
  }
}
