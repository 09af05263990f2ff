package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonParser;
import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import java.io.IOException;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.error.Code;

/** Takes the elements of a tensor one after the other; it grows when needed. */
abstract sealed class ElementBuffer permits NumberElements, StringElements {
  private int size;

  /**
   * A buffer with room for {@code capacity} elements, for TensorFlow Serving's JSON.
   *
   * @throws PredictionFailure if the type does not stand in it
   */
  static ElementBuffer of(DataType type, int capacity) {
    return of(type, NumberJson.ofTensorFlowServing(type), capacity);
  }

  /**
   * A buffer with room for {@code capacity} elements.
   *
   * @throws PredictionFailure if there is no format, and it is not for strings
   */
  static ElementBuffer of(DataType type, Optional<NumberJson> format, int capacity) {
    if (type == DataType.DT_STRING) {
      return new StringElements(capacity);
    }
    return new NumberElements(
        type,
        format.orElseThrow(
            () ->
                new PredictionFailure(
                    Code.UNIMPLEMENTED,
                    "Conversion of JSON Value to type: " + Dtypes.nameOf(type))),
        capacity);
  }

  /** The number of elements. */
  final int size() {
    return size;
  }

  /**
   * Takes the value at the parser's current token, which is a scalar.
   *
   * @return whether it is of this type; if not, nothing was taken
   */
  final boolean append(JsonParser parser) throws IOException {
    reserve(1);
    if (!set(size, parser)) {
      return false;
    }
    size++;
    return true;
  }

  /** Appends the first element of a tensor of the same type, so many times. */
  final void appendCopies(FlatTensor one, int count) {
    reserve(count);
    for (int i = 0; i < count; i++) {
      set(size++, one);
    }
  }

  /** Appends elements of another buffer of the same type. */
  final void append(ElementBuffer others, int from, int count) {
    reserve(count);
    copy(others, from, size, count);
    size += count;
  }

  /** Counts an element that a subclass has set at {@link #size()}. */
  final void added() {
    size++;
  }

  final void reserve(int count) {
    if (size + count > capacity()) {
      setCapacity(Math.max(Math.addExact(size, count), Math.max(16, 2 * size)));
    }
  }

  abstract int capacity();

  abstract void setCapacity(int capacity);

  abstract boolean set(int index, JsonParser parser) throws IOException;

  abstract void set(int index, FlatTensor one);

  abstract void copy(ElementBuffer others, int from, int index, int count);

  /** The elements in a shape of as many; the buffer is not to be used any more. */
  abstract FlatTensor toTensor(Shape shape);
}
