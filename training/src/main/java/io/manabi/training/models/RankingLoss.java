package io.manabi.training.models;

import io.manabi.training.network.Ranking;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * How badly items are ordered: the mean of it over all items is what training makes small. {@link
 * Ranking} has the usual ones, as {@code Ranking::pairwiseLogistic}.
 */
@FunctionalInterface
public interface RankingLoss {

  /**
   * Builds the loss.
   *
   * @param tf where to build
   * @param scores float [lists, n]
   * @param labels float [lists, n]: items with greater ones should be above
   * @param together which items may be compared, [lists, n, n]
   * @return float [lists, n]; what it gives for items that are only filling must be 0
   */
  Operand<TFloat32> build(
      Ops tf, Operand<TFloat32> scores, Operand<TFloat32> labels, Operand<TBool> together);
}
