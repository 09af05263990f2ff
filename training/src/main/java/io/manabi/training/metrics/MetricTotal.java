package io.manabi.training.metrics;

import java.util.List;
import org.tensorflow.Tensor;

/** What is kept of a {@link Metric} while the batches of one evaluation go by. */
public interface MetricTotal {

  /**
   * Takes a batch in.
   *
   * @param examples how many examples it has
   * @param fetched the values of {@link Metric#fetches}; they are gone afterwards
   */
  void add(long examples, List<Tensor> fetched);

  /** The metric of all examples so far. */
  double value();
}
