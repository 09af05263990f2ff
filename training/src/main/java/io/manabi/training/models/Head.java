package io.manabi.training.models;

import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What stands on top of a {@link ModelFunction}: what it learns, how that is measured, and what
 * clients get; the heads of {@code tf.estimator}. There are {@link MultiClassHead}, {@link
 * BinaryClassHead} and {@link RegressionHead}.
 */
public interface Head {

  /** What a client gets, by name, each [N, …]; without the label, which is not there to serve. */
  Map<String, Operand<?>> predictions(
      Network network, Features features, Operand<TFloat32> outputs);

  /** What training makes small, float scalar. */
  Operand<TFloat32> loss(Network network, Features features, Operand<TFloat32> outputs);

  /** What is measured at each checkpoint, by name; it may show summaries, too. */
  Map<String, Metric> metrics(Network network, Features features, Operand<TFloat32> outputs);
}
