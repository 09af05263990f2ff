package io.manabi.training.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * Losses of a model that brings items into an order, by those of <a
 * href="https://www.tensorflow.org/ranking/api_docs/python/tfr/keras/losses">TensorFlow
 * Ranking</a>. An item is compared with those of its list only: {@code together} [lists, n, n] says
 * which these are, see {@link #lists} and {@link #groups}.
 */
public final class Ranking {
  private Ranking() {}

  /**
   * Compares items of one list, of which those with a label below 0 are only filling.
   *
   * @param labels float [lists, n]
   * @return [lists, n, n]
   */
  public static Operand<TBool> lists(Ops tf, Operand<TFloat32> labels) {
    Operand<TBool> there = tf.math.greaterEqual(labels, tf.constant(0f));
    return tf.math.logicalAnd(
        tf.expandDims(there, tf.constant(2)), tf.expandDims(there, tf.constant(1)));
  }

  /**
   * Compares examples of a batch that have the same value of something, such as the query that they
   * are results of.
   *
   * @param groups [N], of any type that can be compared
   * @return [1, N, N]
   */
  public static Operand<TBool> groups(Ops tf, Operand<?> groups) {
    return tf.expandDims(same(tf, groups), tf.constant(0));
  }

  private static <T extends TType> Operand<TBool> same(Ops tf, Operand<T> groups) {
    return tf.math.equal(
        tf.expandDims(groups, tf.constant(1)), tf.expandDims(groups, tf.constant(0)));
  }

  /**
   * For each item the sum, over those that it should be above, of log(1 + exp(-d)), where d is how
   * far above it is (<a href="https://doi.org/10.1145/1102351.1102363">Burges et al. 2005</a>).
   *
   * @param scores float [lists, n]
   * @param labels float [lists, n]: items with greater ones should be above
   * @return float [lists, n]
   */
  public static Operand<TFloat32> pairwiseLogistic(
      Ops tf, Operand<TFloat32> scores, Operand<TFloat32> labels, Operand<TBool> together) {
    return overPairs(tf, tf.math.softplus(tf.math.neg(differences(tf, scores))), labels, together);
  }

  /**
   * For each item the sum, over those that it should be above, of how far it is from being above by
   * 1 (<a href="https://doi.org/10.1145/775047.775067">Joachims 2002</a>).
   *
   * @param scores float [lists, n]
   * @param labels float [lists, n]: items with greater ones should be above
   * @return float [lists, n]
   */
  public static Operand<TFloat32> pairwiseHinge(
      Ops tf, Operand<TFloat32> scores, Operand<TFloat32> labels, Operand<TBool> together) {
    Operand<TFloat32> missing = tf.math.sub(tf.constant(1f), differences(tf, scores));
    return overPairs(tf, tf.nn.relu(missing), labels, together);
  }

  /**
   * For each item its label times minus the logarithm of its share in the softmax of the scores of
   * its list: summed up over the list, the loss of ListNet (<a
   * href="https://doi.org/10.1145/1273496.1273513">Cao et al. 2007</a>).
   *
   * @param scores float [lists, n]
   * @param labels float [lists, n]: how relevant items are
   * @return float [lists, n]
   */
  public static Operand<TFloat32> softmax(
      Ops tf, Operand<TFloat32> scores, Operand<TFloat32> labels, Operand<TBool> together) {
    Operand<TFloat32> others =
        tf.math.add(
            tf.expandDims(scores, tf.constant(1)),
            tf.math.mul(
                tf.math.sub(tf.constant(1f), number(tf, together)),
                tf.constant(Sequences.VERY_LOW)));
    Operand<TFloat32> highest =
        tf.stopGradient(tf.reduceMax(others, tf.constant(2), ReduceMax.keepDims(true)));
    Operand<TFloat32> sums =
        tf.reduceSum(tf.math.exp(tf.math.sub(others, highest)), tf.constant(2));
    Operand<TFloat32> logOfSums =
        tf.math.add(tf.math.log(sums), tf.reduceSum(highest, tf.constant(2)));
    Operand<TFloat32> gains = tf.math.maximum(labels, tf.constant(0f));
    return tf.math.mul(gains, tf.math.sub(logOfSums, scores));
  }

  /**
   * 1 for each pair of items of which the first should be above the second, and 0 for others.
   *
   * @param labels float [lists, n]
   * @return float [lists, n, n]
   */
  public static Operand<TFloat32> pairs(Ops tf, Operand<TFloat32> labels, Operand<TBool> together) {
    Operand<TBool> better = tf.math.greater(differences(tf, labels), tf.constant(0f));
    return number(tf, tf.math.logicalAnd(better, together));
  }

  /**
   * 1 for each pair of items of which the first has the higher score, 0 if it has the lower one,
   * and a half if both have the same.
   *
   * @param scores float [lists, n]
   * @return float [lists, n, n]
   */
  public static Operand<TFloat32> order(Ops tf, Operand<TFloat32> scores) {
    Operand<TFloat32> signs = tf.math.sign(differences(tf, scores));
    return tf.math.mul(tf.math.add(signs, tf.constant(1f)), tf.constant(0.5f));
  }

  /** How far each item is above each other, [lists, n, n]. */
  private static Operand<TFloat32> differences(Ops tf, Operand<TFloat32> numbers) {
    return tf.math.sub(
        tf.expandDims(numbers, tf.constant(2)), tf.expandDims(numbers, tf.constant(1)));
  }

  private static Operand<TFloat32> overPairs(
      Ops tf, Operand<TFloat32> losses, Operand<TFloat32> labels, Operand<TBool> together) {
    return tf.reduceSum(tf.math.mul(losses, pairs(tf, labels, together)), tf.constant(2));
  }

  private static Operand<TFloat32> number(Ops tf, Operand<TBool> truth) {
    return tf.dtypes.cast(truth, TFloat32.class);
  }
}
