package io.manabi.training.metrics;

import io.manabi.core.ManabiException;
import java.util.List;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** What is kept of labels and of what a model says about them. */
interface PairTotal extends MetricTotal {

  @Override
  default void add(long examples, List<Tensor> fetched) {
    float[] labels = floats(fetched.get(0));
    float[] outputs = floats(fetched.get(1));
    if (labels.length != outputs.length) {
      throw ManabiException.user(
          "A metric needs a prediction for each label, not "
              + outputs.length
              + " for "
              + labels.length
              + ".");
    }
    add(labels, outputs);
  }

  /** Takes examples in, label by label and output by output. */
  void add(float[] labels, float[] outputs);

  private static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    ((TFloat32) tensor).copyTo(DataBuffers.of(values));
    return values;
  }
}
