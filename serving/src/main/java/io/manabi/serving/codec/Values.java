package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/**
 * The elements of a tensor in a flat array, and how elements of their type stand in JSON. There is
 * one class per type that TensorFlow Serving's REST API knows and TensorFlow Java can hold.
 */
public abstract sealed class Values
    permits FloatValues, DoubleValues, IntValues, LongValues, ByteValues, BoolValues, StringValues {
  private int size;

  Values(int size) {
    this.size = size;
  }

  /** No values yet, with room for {@code capacity}; it grows when needed. */
  static Values ofType(DataType type, int capacity) {
    return switch (type) {
      case DT_FLOAT -> new FloatValues(new float[capacity], 0);
      case DT_DOUBLE -> new DoubleValues(new double[capacity], 0);
      case DT_INT32 -> new IntValues(new int[capacity], 0);
      case DT_INT64 -> new LongValues(new long[capacity], 0);
      case DT_UINT8 -> new ByteValues(new byte[capacity], 0);
      case DT_BOOL -> new BoolValues(new boolean[capacity], 0);
      case DT_STRING -> new StringValues(new byte[capacity][], 0);
      default -> throw unsupported(type);
    };
  }

  static Values copyOf(Tensor tensor) {
    int size = Math.toIntExact(tensor.shape().size());
    return switch (tensor.dataType()) {
      case DT_FLOAT -> FloatValues.copyOf(tensor, size);
      case DT_DOUBLE -> DoubleValues.copyOf(tensor, size);
      case DT_INT32 -> IntValues.copyOf(tensor, size);
      case DT_INT64 -> LongValues.copyOf(tensor, size);
      case DT_UINT8 -> ByteValues.copyOf(tensor, size);
      case DT_BOOL -> BoolValues.copyOf(tensor, size);
      case DT_STRING -> StringValues.copyOf(tensor, size);
      default -> throw unsupported(tensor.dataType());
    };
  }

  private static RequestFailure unsupported(DataType type) {
    return new RequestFailure(
        RequestStatus.UNIMPLEMENTED,
        "Conversion between JSON values and type: " + TensorSpec.nameOf(type));
  }

  /** The number of elements. */
  final int size() {
    return size;
  }

  /**
   * Takes the value at the parser's current token, which is a scalar.
   *
   * @return whether it is of this type; if not, nothing was taken
   * @throws RequestFailure if it is a number that this type cannot hold
   */
  final boolean append(JsonParser parser) throws IOException {
    if (size == capacity()) {
      setCapacity(grown());
    }
    if (!set(size, parser)) {
      return false;
    }
    size++;
    return true;
  }

  /** Appends so many zeros, false values or empty strings. */
  final void appendZeros(int count) {
    if (size + count > capacity()) {
      setCapacity(size + count);
    }
    size += count;
  }

  /** Appends elements of others of the same type. */
  final void append(Values others, int from, int count) {
    if (size + count > capacity()) {
      setCapacity(Math.max(size + count, grown()));
    }
    copy(others, from, size, count);
    size += count;
  }

  /** Appends the only element of {@code one}, which is of the same type, so many times. */
  final void appendCopies(Values one, int count) {
    for (int i = 0; i < count; i++) {
      append(one, 0, 1);
    }
  }

  final int grown() {
    return Math.max(16, Math.addExact(size, size));
  }

  /** Counts an element that a subclass has set at {@link #size()}. */
  final void added() {
    size++;
  }

  abstract int capacity();

  abstract void setCapacity(int capacity);

  /**
   * Copies elements of others of the same type to {@code index} and behind, where there is room.
   */
  abstract void copy(Values others, int from, int index, int count);

  abstract boolean set(int index, JsonParser parser) throws IOException;

  abstract void write(JsonGenerator json, int index, boolean asBase64) throws IOException;

  abstract TType toTensor(Shape shape);
}
