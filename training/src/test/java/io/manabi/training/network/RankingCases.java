package io.manabi.training.network;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** Losses of items that are brought into an order, as {@link GradientCases}. */
final class RankingCases {
  private RankingCases() {}

  /** A loss of items that are compared. */
  private interface Compared {
    Operand<TFloat32> build(
        Ops tf, Operand<TFloat32> scores, Operand<TFloat32> labels, Operand<TBool> together);
  }

  static Stream<Arguments> all() {
    return Stream.of(
        GradientCases.layer("Ranking.pairwiseLogistic", p -> ranked(p, Ranking::pairwiseLogistic)),
        GradientCases.layer("Ranking.pairwiseHinge", p -> ranked(p, Ranking::pairwiseHinge)),
        GradientCases.layer("Ranking.softmax", p -> ranked(p, Ranking::softmax)));
  }

  private static Operand<TFloat32> ranked(LayerProbe p, Compared loss) {
    Operand<TFloat32> labels = p.tf().constant(new float[][] {{1, 0, 2}, {0, 1, -1}});
    return loss.build(p.tf(), p.input("x", 2, 3), labels, Ranking.lists(p.tf(), labels));
  }
}
