package io.manabi.training.models;

import io.manabi.core.ManabiException;
import io.manabi.training.metrics.Metric;
import io.manabi.training.metrics.MetricTotal;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Metrics of the examples that have one value of a feature, for each of its values, as TensorFlow
 * Model Analysis slices them.
 *
 * @param feature the name of the feature, strings or ids [N]
 * @param values what it may be; for ids the names of them, from 0 on
 */
record Slices(String feature, List<String> values) {
  private static final int MAX = 100;

  /** Measures a model on some examples. */
  interface Measure {
    Map<String, Metric> of(Network network, Features features, Operand<TFloat32> outputs);
  }

  Slices {
    values = List.copyOf(values);
    if (values.isEmpty() || values.size() > MAX) {
      throw ManabiException.user(
          "Metrics by the feature '%s' need from 1 to %s values of it, not %s; give those that matter."
              .formatted(feature, MAX, values.size()));
    }
  }

  /** The metrics of each slice, by names such as {@code accuracy/sex=Female}. */
  Map<String, Metric> metrics(
      Network network, Features features, Operand<TFloat32> outputs, Measure measure) {
    Ops tf = network.tf();
    Map<String, Metric> all = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      Operand<TInt64> rows = tf.reshape(tf.where(isIn(tf, features, i)), tf.array(-1));
      // What these would show is shown of all examples.
      Network apart =
          new Network(
              tf,
              network.mode(),
              parameter -> {
                throw ManabiException.user(
                    "A metric asks for parameter %s; metrics have none."
                        .formatted(parameter.name()));
              });
      String suffix = "/" + feature + "=" + values.get(i);
      measure
          .of(apart, features.only(rows), tf.gather(outputs, rows, tf.constant(0)))
          .forEach(
              (name, metric) ->
                  all.put(name + suffix, new Sliced(tf.size(rows, TInt64.class), metric)));
    }
    return all;
  }

  private Operand<TBool> isIn(Ops tf, Features features, int value) {
    if (features.isOf(feature, TString.class)) {
      return tf.math.equal(features.bytes(feature), tf.constant(values.get(value)));
    }
    return tf.math.equal(features.int64s(feature), tf.constant((long) value));
  }

  /**
   * A metric of a part of each batch.
   *
   * @param count how many examples that has, int64 scalar
   * @param metric what is measured of them
   */
  private record Sliced(Operand<TInt64> count, Metric metric) implements Metric {
    @Override
    public List<Operand<?>> fetches() {
      List<Operand<?>> all = new ArrayList<>(List.of(count));
      all.addAll(metric.fetches());
      return all;
    }

    @Override
    public MetricTotal total() {
      return new Total(metric.total());
    }
  }

  /** Leaves out batches without any such example, whose means are not numbers. */
  private record Total(MetricTotal part) implements MetricTotal {
    @Override
    public void add(long examples, List<Tensor> fetched) {
      long count = ((TInt64) fetched.get(0)).getLong();
      if (count > 0) {
        part.add(count, fetched.subList(1, fetched.size()));
      }
    }

    @Override
    public double value() {
      return part.value();
    }
  }
}
