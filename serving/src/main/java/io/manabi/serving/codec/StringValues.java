package io.manabi.serving.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TString;

/** DT_STRING: text, or any bytes as {@code {"b64": "…"}}. */
final class StringValues extends Values {
  private static final byte[] EMPTY = {};

  private byte[][] values;

  StringValues(byte[][] values, int size) {
    super(size);
    this.values = values;
    Arrays.fill(values, size, values.length, EMPTY);
  }

  static StringValues copyOf(Tensor tensor, int size) {
    byte[][] values = new byte[size][];
    int[] next = {0};
    ((TString) tensor).asBytes().scalars().forEach(s -> values[next[0]++] = s.getObject());
    return new StringValues(values, size);
  }

  void append(byte[] value) {
    if (size() == capacity()) {
      setCapacity(grown());
    }
    values[size()] = value;
    added();
  }

  @Override
  int capacity() {
    return values.length;
  }

  @Override
  void setCapacity(int capacity) {
    int old = values.length;
    values = Arrays.copyOf(values, capacity);
    Arrays.fill(values, old, capacity, EMPTY);
  }

  @Override
  void copy(Values others, int from, int index, int count) {
    System.arraycopy(((StringValues) others).values, from, values, index, count);
  }

  @Override
  boolean set(int index, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return false;
    }
    values[index] = parser.getText().getBytes(UTF_8);
    return true;
  }

  @Override
  void write(JsonGenerator json, int index, boolean asBase64) throws IOException {
    if (asBase64) {
      json.writeStartObject();
      json.writeBinaryField("b64", values[index]);
      json.writeEndObject();
    } else {
      json.writeString(new String(values[index], UTF_8));
    }
  }

  @Override
  TString toTensor(Shape shape) {
    return TString.tensorOfBytes(shape, DataBuffers.ofObjects(Arrays.copyOf(values, size())));
  }
}
