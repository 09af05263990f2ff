package io.manabi.serving.openinference;

import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.StringTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * Tensors as bytes: numbers as they are in memory, little-endian; before each string its length in
 * four bytes.
 *
 * @see <a
 *     href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md">Binary
 *     tensor data extension</a>
 */
final class RawTensors {
  private RawTensors() {}

  static FlatTensor read(DataType type, Shape shape, byte[] raw) {
    if (type != DataType.DT_STRING) {
      return new NumberTensor(type, shape, raw);
    }
    ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> values = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        throw PredictionFailure.invalid(
            "The bytes of a tensor of strings end within string " + values.size());
      }
      byte[] value = new byte[length];
      bytes.get(value);
      values.add(value);
    }
    return new StringTensor(shape, values.toArray(byte[][]::new));
  }

  static byte[] write(FlatTensor tensor) {
    if (tensor instanceof NumberTensor numbers) {
      return numbers.data();
    }
    byte[][] values = ((StringTensor) tensor).values();
    int size = 0;
    for (byte[] value : values) {
      size = Math.addExact(size, Integer.BYTES + value.length);
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] value : values) {
      bytes.putInt(value.length).put(value);
    }
    return bytes.array();
  }

  /** A shape as it stands in a request. */
  static Shape shape(String name, List<Long> sizes) {
    long elements = 1;
    for (long size : sizes) {
      if (size < 0 || (size > 0 && elements > Integer.MAX_VALUE / size)) {
        throw PredictionFailure.invalid("Input '" + name + "' cannot have the shape " + sizes);
      }
      elements *= size;
    }
    if (sizes.size() > 254) {
      throw PredictionFailure.invalid("Input '" + name + "' has more than 254 dimensions");
    }
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }
}
