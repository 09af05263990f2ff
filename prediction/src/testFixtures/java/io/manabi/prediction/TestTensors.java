package io.manabi.prediction;

import static java.util.Objects.requireNonNull;

import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.StringTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Makes and reads small tensors, for tests. */
public final class TestTensors {
  private TestTensors() {}

  /** A row of floats, of shape [n]. */
  public static FlatTensor floats(float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new NumberTensor(DataType.DT_FLOAT, Shape.of(values.length), data.array());
  }

  /** 64-bit integers, of shape [n]. */
  public static FlatTensor longs(long... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return new NumberTensor(DataType.DT_INT64, Shape.of(values.length), data.array());
  }

  /** Texts, of shape [n]. */
  public static FlatTensor texts(String... values) {
    return new StringTensor(
        Shape.of(values.length),
        Arrays.stream(values)
            .map(value -> value.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new));
  }

  /** The floats of a tensor that must be there. */
  public static List<Float> floatsOf(@Nullable FlatTensor tensor) {
    ByteBuffer data =
        ByteBuffer.wrap(((NumberTensor) requireNonNull(tensor)).data()).order(ByteOrder.LITTLE_ENDIAN);
    Float[] values = new Float[data.capacity() / 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.getFloat();
    }
    return List.of(values);
  }

  /** The texts of a tensor that must be there. */
  public static List<String> textsOf(@Nullable FlatTensor tensor) {
    return Arrays.stream(((StringTensor) requireNonNull(tensor)).values())
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .toList();
  }
}
