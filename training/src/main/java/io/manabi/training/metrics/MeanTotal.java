package io.manabi.training.metrics;

import java.util.List;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/** The mean of batches, weighted by their numbers of examples. */
final class MeanTotal implements MetricTotal {
  private double sum;
  private double examples;

  @Override
  public void add(long examples, List<Tensor> fetched) {
    sum += (double) ((TFloat32) fetched.get(0)).getFloat() * examples;
    this.examples += examples;
  }

  @Override
  public double value() {
    return sum / examples;
  }
}
