package io.manabi.training;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;

/** What is kept of a {@link Metric} while the batches of one evaluation go by. */
sealed interface MetricTotal permits MeanTotal, PairTotal {

  /** Nothing kept yet. */
  static MetricTotal of(Metric metric) {
    if (metric instanceof Metric.Auc) {
      return new AucTotal();
    }
    if (metric instanceof Metric.Precision precision) {
      return ShareTotal.precision(precision.threshold());
    }
    if (metric instanceof Metric.Recall recall) {
      return ShareTotal.recall(recall.threshold());
    }
    if (metric instanceof Metric.RootMeanSquaredError) {
      return new SquaredErrorTotal();
    }
    return new MeanTotal();
  }

  /** The tensors of a batch that {@link #add} wants. */
  static List<Operand<?>> fetches(Metric metric) {
    if (metric instanceof Metric.Auc auc) {
      return List.of(auc.labels(), auc.scores());
    }
    if (metric instanceof Metric.Precision precision) {
      return List.of(precision.labels(), precision.scores());
    }
    if (metric instanceof Metric.Recall recall) {
      return List.of(recall.labels(), recall.scores());
    }
    if (metric instanceof Metric.RootMeanSquaredError error) {
      return List.of(error.labels(), error.predictions());
    }
    return List.of(((Metric.Mean) metric).value());
  }

  /** Takes a batch of {@code examples} in. */
  void add(long examples, List<Tensor> fetched);

  /** The metric of all examples so far. */
  double value();
}
