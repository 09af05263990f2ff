package io.manabi.training.models;

import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Tells a number. The model gives it as [N, 1]; clients get {@code predictions}, float [N]. The
 * metrics {@code rmse} and {@code mae}, the mean of errors without their sign, are measured.
 */
public final class RegressionHead implements Head {
  private final String label;
  private final Loss<TFloat32> loss;
  private final Optional<String> weight;

  private RegressionHead(String label, Loss<TFloat32> loss, Optional<String> weight) {
    this.label = label;
    this.loss = loss;
    this.weight = weight;
  }

  /**
   * A head that learns by the square of the error.
   *
   * @param label the feature with the number of each example, float [N]
   */
  public static RegressionHead of(String label) {
    return new RegressionHead(label, Losses.squaredError(), Optional.empty());
  }

  /** The same with another loss. */
  public RegressionHead withLoss(Loss<TFloat32> other) {
    return new RegressionHead(label, other, weight);
  }

  /** The same, and the loss of each example counts as much as this feature says, float [N]. */
  public RegressionHead withWeights(String feature) {
    return new RegressionHead(label, loss, Optional.of(feature));
  }

  @Override
  public Map<String, Operand<?>> predictions(
      Network network, Features features, Operand<TFloat32> outputs) {
    return Map.of("predictions", Heads.only(network.tf(), outputs));
  }

  @Override
  public Operand<TFloat32> loss(Network network, Features features, Operand<TFloat32> outputs) {
    Ops tf = network.tf();
    return Heads.mean(
        tf, features, loss.build(tf, Heads.only(tf, outputs), features.floats(label)), weight);
  }

  @Override
  public Map<String, Metric> metrics(
      Network network, Features features, Operand<TFloat32> outputs) {
    Ops tf = network.tf();
    Operand<TFloat32> predictions = Heads.only(tf, outputs);
    Operand<TFloat32> labels = features.floats(label);
    Map<String, Metric> metrics = new LinkedHashMap<>();
    metrics.put("rmse", new Metric.RootMeanSquaredError(labels, predictions));
    metrics.put("mae", Metric.meanAbsoluteError(tf, labels, predictions));
    return metrics;
  }
}
