package io.manabi.training.models;

import io.manabi.core.ManabiException;
import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Network;
import io.manabi.training.network.Ranking;
import io.manabi.training.network.Shapes;
import io.manabi.training.spec.Features;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Brings items into an order. Either an example is a list of n items: the model gives a score for
 * each, [N, n], and those with a label below 0 are only filling. Or an example is an item, and
 * those of a batch are compared that are of the same group ({@link #withGroups}): the model gives
 * [N, 1], and batches should hold whole groups, so the files should have them together and be
 * shuffled little. Clients get {@code scores}, float [N, n] or [N]. The metric {@code ordered} is
 * measured: the share of pairs of different labels that are in the right order, where equal scores
 * count half.
 */
public final class RankingHead implements Head {
  private final String label;
  private final RankingLoss loss;
  private final Optional<String> group;

  private RankingHead(String label, RankingLoss loss, Optional<String> group) {
    this.label = label;
    this.loss = loss;
    this.group = group;
  }

  /**
   * A head for lists that learns by {@link Ranking#pairwiseLogistic}.
   *
   * @param label the feature with how relevant items are, float [N, n], or [N] with groups
   */
  public static RankingHead of(String label) {
    return new RankingHead(label, Ranking::pairwiseLogistic, Optional.empty());
  }

  /** The same with another loss, as {@code Ranking::softmax}. */
  public RankingHead withLoss(RankingLoss other) {
    return new RankingHead(label, other, group);
  }

  /** The same for examples that are items, of which this feature, int64 [N], tells the group. */
  public RankingHead withGroups(String feature) {
    return new RankingHead(label, loss, Optional.of(feature));
  }

  /** Scores and labels of lists, and what may be compared. */
  private record Lists(
      Operand<TFloat32> scores, Operand<TFloat32> labels, Operand<TBool> together) {}

  private Lists lists(Ops tf, Features features, Operand<TFloat32> outputs) {
    Operand<TFloat32> labels = features.floats(label);
    if (group.isPresent()) {
      Operand<TFloat32> scores = Heads.only(tf, outputs);
      Shapes.requireSame("The ranking of scores and labels", scores, labels);
      return new Lists(
          tf.expandDims(scores, tf.constant(0)),
          tf.expandDims(labels, tf.constant(0)),
          Ranking.groups(tf, features.int64s(group.get())));
    }
    if (labels.shape().numDimensions() != 2) {
      throw ManabiException.user(
          "The ranking of lists needs the label '%s' as [N, n], a number for each item, not %s; call withGroups if each example is an item."
              .formatted(label, Shapes.text(labels.shape())));
    }
    Shapes.requireSame("The ranking of scores and labels", outputs, labels);
    return new Lists(outputs, labels, Ranking.lists(tf, labels));
  }

  @Override
  public Map<String, Operand<?>> predictions(
      Network network, Features features, Operand<TFloat32> outputs) {
    return Map.of("scores", group.isPresent() ? Heads.only(network.tf(), outputs) : outputs);
  }

  @Override
  public Operand<TFloat32> loss(Network network, Features features, Operand<TFloat32> outputs) {
    Ops tf = network.tf();
    Lists lists = lists(tf, features, outputs);
    Operand<TFloat32> each = loss.build(tf, lists.scores(), lists.labels(), lists.together());
    Operand<TFloat32> items =
        tf.dtypes.cast(
            group.isPresent()
                ? tf.onesLike(tf.reshape(lists.labels(), tf.array(-1)))
                : tf.math.greaterEqual(lists.labels(), tf.constant(0f)),
            TFloat32.class);
    return tf.math.divNoNan(sum(tf, each), sum(tf, items));
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> numbers) {
    return tf.reduceSum(tf.reshape(numbers, tf.array(-1)), tf.constant(0));
  }

  @Override
  public Map<String, Metric> metrics(
      Network network, Features features, Operand<TFloat32> outputs) {
    Ops tf = network.tf();
    Lists lists = lists(tf, features, outputs);
    Operand<TFloat32> pairs = Ranking.pairs(tf, lists.labels(), lists.together());
    Operand<TFloat32> right = Ranking.order(tf, lists.scores());
    return Map.of("ordered", new OrderedPairs(sum(tf, tf.math.mul(pairs, right)), sum(tf, pairs)));
  }
}
