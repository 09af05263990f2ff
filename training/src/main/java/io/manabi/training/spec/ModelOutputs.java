package io.manabi.training.spec;

import io.manabi.training.metrics.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a {@link Model} computes for a batch of N examples.
 *
 * @param predictions what a client gets, each [N, …]
 * @param loss what training makes small, float scalar: the mean over the batch; absent to serve
 * @param metrics what else is measured at each checkpoint, by name, such as accuracy
 */
public record ModelOutputs(
    Map<String, Operand<?>> predictions,
    Optional<Operand<TFloat32>> loss,
    Map<String, Metric> metrics) {

  /** Copies the maps. */
  public ModelOutputs {
    predictions = Map.copyOf(predictions);
    metrics = new LinkedHashMap<>(metrics);
  }

  /** The same with what is made of the loss, if there is one. */
  public ModelOutputs withLoss(UnaryOperator<Operand<TFloat32>> change) {
    return new ModelOutputs(predictions, loss.map(change), metrics);
  }

  /** The outputs of a graph that serves. */
  public static ModelOutputs predictions(Map<String, Operand<?>> predictions) {
    return new ModelOutputs(predictions, Optional.empty(), Map.of());
  }
}
