package io.manabi.training.models;

import io.manabi.core.ManabiException;
import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ModelOutputs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A function with a head, see {@link ModelFunction#compile}: all that can be trained. */
public final class CompiledModel implements Model {
  private final ModelFunction function;
  private final Head head;
  private final Map<String, MetricFunction> metrics;

  CompiledModel(ModelFunction function, Head head) {
    this(function, head, Map.of());
  }

  private CompiledModel(ModelFunction function, Head head, Map<String, MetricFunction> metrics) {
    this.function = function;
    this.head = head;
    this.metrics = metrics;
  }

  /** The same, and something else is measured at each checkpoint. */
  public CompiledModel withMetric(String name, MetricFunction metric) {
    Map<String, MetricFunction> all = new LinkedHashMap<>(metrics);
    all.put(name, metric);
    return new CompiledModel(function, head, all);
  }

  @Override
  public ModelOutputs build(Network network, Features features) {
    Operand<TFloat32> outputs = function.outputs(network, features);
    if (outputs.shape().numDimensions() != 2) {
      throw ManabiException.user(
          "The function of the model gives %s; expected [N, n], a row of numbers for each example."
              .formatted(outputs.shape()));
    }
    Map<String, Operand<?>> predictions = head.predictions(network, features, outputs);
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(predictions);
    }
    Map<String, Metric> measured = new LinkedHashMap<>(head.metrics(network, features, outputs));
    metrics.forEach((name, metric) -> measured.put(name, metric.build(network, features, outputs)));
    return new ModelOutputs(
        predictions, Optional.of(head.loss(network, features, outputs)), measured);
  }

  @Override
  public String name() {
    return function.getClass().getSimpleName().replaceFirst("\\$\\$Lambda.*", "");
  }
}
