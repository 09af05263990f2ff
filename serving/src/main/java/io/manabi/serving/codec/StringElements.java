package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.StringTensor;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/** Takes strings: text, or any bytes. */
final class StringElements extends ElementBuffer {
  private byte[][] values;

  StringElements(int capacity) {
    this.values = new byte[capacity][];
  }

  void append(byte[] value) {
    reserve(1);
    values[size()] = value;
    added();
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
  boolean set(int index, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return false;
    }
    values[index] = RequestJson.bytesOf(parser.getText());
    return true;
  }

  @Override
  void set(int index, FlatTensor one) {
    values[index] = ((StringTensor) one).values()[0];
  }

  @Override
  void copy(ElementBuffer others, int from, int index, int count) {
    System.arraycopy(((StringElements) others).values, from, values, index, count);
  }

  @Override
  FlatTensor toTensor(Shape shape) {
    return new StringTensor(shape, Arrays.copyOf(values, size()));
  }
}
