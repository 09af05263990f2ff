package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonParser;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import java.io.IOException;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Takes numbers and truth values. */
final class NumberElements extends ElementBuffer {
  private final DataType type;
  private final NumberJson format;
  private final int bytes;
  private byte[] data;

  NumberElements(DataType type, NumberJson format, int capacity) {
    this.type = type;
    this.format = format;
    this.bytes = format.bytes();
    this.data = new byte[Math.multiplyExact(capacity, bytes)];
  }

  @Override
  int capacity() {
    return data.length / bytes;
  }

  @Override
  void setCapacity(int capacity) {
    data = Arrays.copyOf(data, Math.multiplyExact(capacity, bytes));
  }

  @Override
  boolean set(int index, JsonParser parser) throws IOException {
    return format.read(parser, data, index * bytes);
  }

  @Override
  void set(int index, FlatTensor one) {
    System.arraycopy(((NumberTensor) one).data(), 0, data, index * bytes, bytes);
  }

  @Override
  void copy(ElementBuffer others, int from, int index, int count) {
    System.arraycopy(
        ((NumberElements) others).data, from * bytes, data, index * bytes, count * bytes);
  }

  @Override
  FlatTensor toTensor(Shape shape) {
    int length = size() * bytes;
    return new NumberTensor(
        type, shape, data.length == length ? data : Arrays.copyOf(data, length));
  }
}
