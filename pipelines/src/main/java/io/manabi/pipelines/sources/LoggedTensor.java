package io.manabi.pipelines.sources;

import com.google.protobuf.ByteString;
import io.manabi.core.Missing;
import io.manabi.core.example.BytesList;
import io.manabi.core.example.Feature;
import io.manabi.core.example.FloatList;
import io.manabi.core.example.Int64List;
import io.manabi.pipelines.sources.PredictionLogProto.Shape;
import io.manabi.pipelines.sources.PredictionLogProto.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of a logged request, row by row.
 *
 * @param isScalar whether it has no rows, but belongs to each row of others
 * @param rows how many it has; 1 if it is a scalar
 * @param row the values of a row, without those that stand for none in a request
 */
record LoggedTensor(boolean isScalar, int rows, IntFunction<Feature> row) {
  private static final int MOST_VALUES = 1 << 28;

  /**
   * Reads a tensor; null if its type is none that a column can have, as of complex numbers.
   *
   * @throws IllegalArgumentException if it has not the values that its shape says
   */
  static @Nullable LoggedTensor of(Tensor tensor) {
    List<Long> sizes =
        tensor.getTensorShape().getDimList().stream().map(Shape.Dim::getSize).toList();
    long size = 1;
    for (long each : sizes) {
      require(each >= 0 && each <= MOST_VALUES, "has the shape " + sizes);
      size *= each;
      require(size <= MOST_VALUES, "has the shape " + sizes);
    }
    Values values = new Values(tensor, (int) size);
    IntFunction<Feature> feature = feature(tensor, values, width(sizes));
    return feature == null
        ? null
        : new LoggedTensor(sizes.isEmpty(), sizes.isEmpty() ? 1 : sizes.get(0).intValue(), feature);
  }

  private static int width(List<Long> sizes) {
    return (int) sizes.stream().skip(1).mapToLong(size -> size).reduce(1, (a, b) -> a * b);
  }

  /** By the numbers of {@code DataType}. */
  private static @Nullable IntFunction<Feature> feature(Tensor tensor, Values values, int width) {
    return switch (tensor.getDtype()) {
      case 1 ->
          floats(values.of(ByteBuffer::getFloat, Float.BYTES, tensor.getFloatValList()), width);
      case 2 ->
          floats(values.of(ByteBuffer::getDouble, Double.BYTES, tensor.getDoubleValList()), width);
      case 14 ->
          floats(
              values.of(
                  data -> bfloat16(data.getShort()),
                  Short.BYTES,
                  tensor.getHalfValList().stream().map(LoggedTensor::bfloat16).toList()),
              width);
      case 19 ->
          floats(
              values.of(
                  data -> Float16.of(data.getShort()),
                  Short.BYTES,
                  tensor.getHalfValList().stream().map(Float16::of).toList()),
              width);
      case 3 ->
          integers(values.of(ByteBuffer::getInt, Integer.BYTES, tensor.getIntValList()), width);
      case 4 -> integers(values.of(data -> data.get() & 0xff, 1, tensor.getIntValList()), width);
      case 5 ->
          integers(values.of(ByteBuffer::getShort, Short.BYTES, tensor.getIntValList()), width);
      case 6 -> integers(values.of(ByteBuffer::get, 1, tensor.getIntValList()), width);
      case 7 -> strings(values.of(data -> ByteString.EMPTY, 0, tensor.getStringValList()), width);
      case 9 ->
          integers(values.of(ByteBuffer::getLong, Long.BYTES, tensor.getInt64ValList()), width);
      case 10 ->
          integers(
              values.of(
                  ByteBuffer::get,
                  1,
                  tensor.getBoolValList().stream().map(value -> value ? 1 : 0).toList()),
              width);
      case 17 ->
          integers(
              values.of(data -> data.getShort() & 0xffff, Short.BYTES, tensor.getIntValList()),
              width);
      case 22 ->
          integers(
              values.of(
                  data -> Integer.toUnsignedLong(data.getInt()),
                  Integer.BYTES,
                  tensor.getUint32ValList().stream().map(Integer::toUnsignedLong).toList()),
              width);
      case 23 ->
          integers(values.of(ByteBuffer::getLong, Long.BYTES, tensor.getUint64ValList()), width);
      default -> null;
    };
  }

  private static IntFunction<Feature> floats(IntFunction<? extends Number> values, int width) {
    return row -> {
      FloatList.Builder list = FloatList.newBuilder();
      for (int i = row * width; i < (row + 1) * width; i++) {
        float value = values.apply(i).floatValue();
        if (!Missing.is(value)) {
          list.addValue(value);
        }
      }
      return Feature.newBuilder().setFloatList(list).build();
    };
  }

  private static IntFunction<Feature> integers(IntFunction<? extends Number> values, int width) {
    return row -> {
      Int64List.Builder list = Int64List.newBuilder();
      for (int i = row * width; i < (row + 1) * width; i++) {
        long value = values.apply(i).longValue();
        if (!Missing.is(value)) {
          list.addValue(value);
        }
      }
      return Feature.newBuilder().setInt64List(list).build();
    };
  }

  private static IntFunction<Feature> strings(IntFunction<ByteString> values, int width) {
    return row -> {
      BytesList.Builder list = BytesList.newBuilder();
      for (int i = row * width; i < (row + 1) * width; i++) {
        ByteString value = values.apply(i);
        if (!value.isEmpty()) {
          list.addValue(value);
        }
      }
      return Feature.newBuilder().setBytesList(list).build();
    };
  }

  /**
   * The values of a tensor, in its bytes or in the field of its type.
   *
   * @param size how many there are
   */
  private record Values(Tensor tensor, int size) {
    <T> IntFunction<T> of(Function<ByteBuffer, T> packed, int bytes, List<? extends T> given) {
      ByteString content = tensor.getTensorContent();
      if (!content.isEmpty()) {
        require(content.size() == (long) bytes * size, "has " + content.size() + " bytes");
        ByteBuffer data = content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return i -> packed.apply(data.position(i * bytes));
      }
      require(
          given.size() <= size && given.isEmpty() == (size == 0),
          "has " + given.size() + " values");
      // As TensorFlow takes it: what is not given is as the last value.
      return i -> given.get(Math.min(i, given.size() - 1));
    }
  }

  private static void require(boolean fits, String otherwise) {
    if (!fits) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static float bfloat16(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
