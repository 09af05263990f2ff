package io.manabi.serving.codec;

import io.manabi.prediction.tensors.NumberTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Makes tensors for tests. */
final class Tensors {
  private Tensors() {}

  static NumberTensor floats(Shape shape, float... values) {
    ByteBuffer data =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new NumberTensor(DataType.DT_FLOAT, shape, data.array());
  }

  static NumberTensor longs(Shape shape, long... values) {
    ByteBuffer data =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return new NumberTensor(DataType.DT_INT64, shape, data.array());
  }
}
