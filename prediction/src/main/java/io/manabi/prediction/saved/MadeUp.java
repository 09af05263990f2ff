package io.manabi.prediction.saved;

import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.TensorSpec;
import org.tensorflow.ndarray.Shape;

/** Tensors that fit, made of nothing. */
final class MadeUp {
  private MadeUp() {}

  /** Zeros or empty strings, with 1 for each unknown size. */
  static FlatTensor of(TensorSpec spec) {
    long[] sizes = spec.shape().isUnknown() ? new long[] {1} : spec.shape().asArray();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.max(sizes[i], 1);
    }
    return FlatTensor.zero(spec.type()).repeated(Shape.of(sizes));
  }
}
