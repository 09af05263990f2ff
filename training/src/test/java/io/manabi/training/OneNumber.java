package io.manabi.training;

import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Initializer;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.ModelOutputs;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A model of one number that begins with 3, whose gradient is 1, so that each step takes the
 * learning rate off it.
 */
final class OneNumber {
  private OneNumber() {}

  /**
   * Builds it.
   *
   * @param metrics made of the number, float [1]
   */
  static ModelOutputs build(
      Network network,
      Features features,
      BiFunction<Ops, Operand<TFloat32>, Map<String, Metric>> metrics) {
    Ops tf = network.tf();
    Operand<TFloat32> number =
        network.parameter("number", Shape.of(1), new Initializer.Constant(3));
    Operand<TFloat32> sums =
        tf.math.mul(tf.reduceSum(features.floats("pixels"), tf.constant(1)), tf.constant(0f));
    return new ModelOutputs(
        Map.of("number", tf.math.add(sums, number)),
        Optional.of(tf.math.mean(number, tf.constant(0))),
        metrics.apply(tf, number));
  }
}
