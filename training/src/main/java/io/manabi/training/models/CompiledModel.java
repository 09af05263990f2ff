package io.manabi.training.models;

import io.manabi.core.ManabiException;
import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ModelOutputs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A function with a head, see {@link ModelFunction#compile}: all that can be trained. */
public final class CompiledModel implements Model {
  private final ModelFunction function;
  private final Head head;
  private final Map<String, MetricFunction> metrics;
  private final List<Slices> slices;
  private final boolean bfloat16;

  CompiledModel(ModelFunction function, Head head) {
    this(function, head, Map.of(), List.of(), false);
  }

  private CompiledModel(
      ModelFunction function,
      Head head,
      Map<String, MetricFunction> metrics,
      List<Slices> slices,
      boolean bfloat16) {
    this.function = function;
    this.head = head;
    this.metrics = metrics;
    this.slices = slices;
    this.bfloat16 = bfloat16;
  }

  /** The same, and something else is measured at each checkpoint. */
  public CompiledModel withMetric(String name, MetricFunction metric) {
    Map<String, MetricFunction> all = new LinkedHashMap<>(metrics);
    all.put(name, metric);
    return new CompiledModel(function, head, all, slices, bfloat16);
  }

  /**
   * The same, and all that is measured is also measured of the examples that have one value of a
   * feature, for each of its values: a metric is then called as {@code accuracy/sex=Female}.
   *
   * @param feature strings or ids, [N]
   * @param values which values, at most 100: strings, or the names of the ids from 0 on, as {@code
   *     TransformOutput.vocabularyByName} gives them
   * @throws ManabiException if there are none, or too many
   */
  public CompiledModel withMetricsBy(String feature, List<String> values) {
    List<Slices> all = new ArrayList<>(slices);
    all.add(new Slices(feature, values));
    return new CompiledModel(function, head, metrics, all, bfloat16);
  }

  /** The same, but layers multiply in bfloat16; see {@link Network#bfloat16}. */
  public CompiledModel inBfloat16() {
    return new CompiledModel(function, head, metrics, slices, true);
  }

  @Override
  public ModelOutputs build(Network network, Features features) {
    Operand<TFloat32> outputs =
        bfloat16
            ? network.inBfloat16(() -> function.outputs(network, features))
            : function.outputs(network, features);
    if (outputs.shape().numDimensions() != 2) {
      throw ManabiException.user(
          "The function of the model gives %s; expected [N, n], a row of numbers for each example."
              .formatted(outputs.shape()));
    }
    Map<String, Operand<?>> predictions = head.predictions(network, features, outputs);
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(predictions);
    }
    Map<String, Metric> measured = measure(network, features, outputs);
    if (network.mode() == Mode.EVAL) {
      for (Slices each : slices) {
        measured.putAll(each.metrics(network, features, outputs, this::measure));
      }
    }
    return new ModelOutputs(
        predictions, Optional.of(head.loss(network, features, outputs)), measured);
  }

  private Map<String, Metric> measure(
      Network network, Features features, Operand<TFloat32> outputs) {
    Map<String, Metric> measured = new LinkedHashMap<>(head.metrics(network, features, outputs));
    metrics.forEach((name, metric) -> measured.put(name, metric.build(network, features, outputs)));
    return measured;
  }

  @Override
  public String name() {
    return function.getClass().getSimpleName().replaceFirst("\\$\\$Lambda.*", "");
  }
}
