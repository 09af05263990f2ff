package io.manabi.training.network;

import io.manabi.core.ManabiException;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Losses of a model that gives probabilities. */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * The mean over a batch of how badly probabilities of one class fit, where the probability is the
   * sigmoid of a logit. It stays exact for logits of any size.
   *
   * @param logits float [N]
   * @param labels float [N]: 1 for examples of the class, 0 for others, or anything between; any
   *     that is less or more makes the graph fail
   * @return float scalar
   * @throws ManabiException if the shapes differ
   */
  public static Operand<TFloat32> sigmoid(
      Ops tf, Operand<TFloat32> logits, Operand<TFloat32> labels) {
    Operand<TFloat32> each = sigmoidOfEach(tf, logits, labels);
    return tf.math.mean(tf.reshape(each, tf.array(-1)), tf.constant(0));
  }

  /** As {@link #sigmoid}, for each example, float [N]. */
  public static Operand<TFloat32> sigmoidOfEach(
      Ops tf, Operand<TFloat32> logits, Operand<TFloat32> labels) {
    Shapes.requireSame("The cross entropy of logits and labels", logits, labels);
    Operand<TFloat32> checked = Labels.requireShares(tf, Shapes.as(tf, labels, logits));
    // -y log s(x) - (1 - y) log(1 - s(x)) = log(1 + exp(x)) - x y
    return tf.math.sub(tf.math.softplus(logits), tf.math.mul(logits, checked));
  }

  /**
   * The mean over a batch of how badly probabilities of several classes fit, where these are the
   * softmax of logits.
   *
   * @param logits float [N, classes]
   * @param labels float [N, classes]: the share of each class, which together are 1
   * @return float scalar
   * @throws ManabiException if the shapes differ
   */
  public static Operand<TFloat32> softmax(
      Ops tf, Operand<TFloat32> logits, Operand<TFloat32> labels) {
    return tf.math.mean(softmaxOfEach(tf, logits, labels), tf.constant(0));
  }

  /** As {@link #softmax}, for each example, float [N]. */
  public static Operand<TFloat32> softmaxOfEach(
      Ops tf, Operand<TFloat32> logits, Operand<TFloat32> labels) {
    Shapes.requireSame("The cross entropy of logits and labels", logits, labels);
    return tf.nn.softmaxCrossEntropyWithLogits(logits, labels).loss();
  }

  /**
   * The same for examples of one class each.
   *
   * @param logits float [N, classes]
   * @param labels int64 [N]: the class, from 0; any that is not below the number of classes makes
   *     the graph fail
   * @param smoothing the share of each label that goes to all classes alike (<a
   *     href="https://arxiv.org/abs/1512.00567">Szegedy et al. 2015</a>); 0 for none
   * @return float scalar
   * @throws ManabiException if the shapes do not fit
   */
  public static Operand<TFloat32> softmaxOfClasses(
      Ops tf, Operand<TFloat32> logits, Operand<TInt64> labels, float smoothing) {
    return softmax(tf, logits, shares(tf, logits, labels, smoothing));
  }

  /** The share of each class for examples of one class each; see {@link #softmaxOfClasses}. */
  public static Operand<TFloat32> shares(
      Ops tf, Operand<TFloat32> logits, Operand<TInt64> labels, float smoothing) {
    if (logits.shape().numDimensions() != 2
        || logits.shape().get(1) == Shape.UNKNOWN_SIZE
        || labels.shape().numDimensions() > 1) {
      throw ManabiException.user(
          "The cross entropy of classes needs logits [N, classes] and labels [N], not %s and %s; reshape them, as by tf.squeeze."
              .formatted(Shapes.text(logits.shape()), Shapes.text(labels.shape())));
    }
    int classes = Math.toIntExact(logits.shape().get(1));
    return tf.oneHot(
        // oneHot would take a class that does not exist for none.
        Labels.requireClasses(tf, labels, classes),
        tf.constant(classes),
        tf.constant(1 - smoothing + smoothing / classes),
        tf.constant(smoothing / classes));
  }
}
