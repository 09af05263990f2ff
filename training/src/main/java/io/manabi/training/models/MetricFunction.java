package io.manabi.training.models;

import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Something of one's own that is measured of a model. */
@FunctionalInterface
public interface MetricFunction {

  /**
   * Builds what is measured of a batch.
   *
   * @param network TensorFlow's operations are {@code network.tf()}
   * @param features the label is among them
   * @param outputs what the {@link ModelFunction} gives, float [N, n]
   */
  Metric build(Network network, Features features, Operand<TFloat32> outputs);
}
