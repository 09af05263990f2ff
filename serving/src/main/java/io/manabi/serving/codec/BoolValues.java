package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TBool;

/** DT_BOOL. */
final class BoolValues extends Values {
  private boolean[] values;

  BoolValues(boolean[] values, int size) {
    super(size);
    this.values = values;
  }

  static BoolValues copyOf(Tensor tensor, int size) {
    boolean[] values = new boolean[size];
    tensor.asRawTensor().data().asBooleans().read(values);
    return new BoolValues(values, size);
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
    System.arraycopy(((BoolValues) others).values, from, values, index, count);
  }

  @Override
  boolean set(int index, JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    values[index] = token == JsonToken.VALUE_TRUE;
    return token.isBoolean();
  }

  @Override
  void write(JsonGenerator json, int index, boolean asBase64) throws IOException {
    json.writeBoolean(values[index]);
  }

  @Override
  TBool toTensor(Shape shape) {
    return TBool.tensorOf(shape, DataBuffers.of(values));
  }
}
