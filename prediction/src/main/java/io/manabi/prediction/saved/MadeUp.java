package io.manabi.prediction.saved;

import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.StringTensor;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Tensors that fit, made of nothing. */
final class MadeUp {
  private MadeUp() {}

  /** Zeros or empty strings, with 1 for each unknown size. */
  static FlatTensor of(TensorSpec spec) {
    long[] sizes = spec.shape().isUnknown() ? new long[] {1} : spec.shape().asArray();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.max(sizes[i], 1);
    }
    Shape shape = Shape.of(sizes);
    int size = Math.toIntExact(shape.size());
    if (spec.type() == DataType.DT_STRING) {
      byte[][] values = new byte[size][];
      Arrays.fill(values, new byte[0]);
      return new StringTensor(shape, values);
    }
    return new NumberTensor(spec.type(), shape, new byte[size * Dtypes.bytes(spec.type())]);
  }
}
