package io.manabi.training.models;

import io.manabi.training.metrics.Metric;
import io.manabi.training.metrics.MetricTotal;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/**
 * The share of pairs that are in the right order. NaN if there are no pairs.
 *
 * @param right how many of a batch are, float scalar
 * @param all how many there are, float scalar
 */
record OrderedPairs(Operand<TFloat32> right, Operand<TFloat32> all) implements Metric {
  @Override
  public List<Operand<?>> fetches() {
    return List.of(right, all);
  }

  @Override
  public MetricTotal total() {
    return new Total();
  }

  private static final class Total implements MetricTotal {
    private double right;
    private double all;

    @Override
    public void add(long examples, List<Tensor> fetched) {
      right += ((TFloat32) fetched.get(0)).getFloat();
      all += ((TFloat32) fetched.get(1)).getFloat();
    }

    @Override
    public double value() {
      return right / all;
    }
  }
}
