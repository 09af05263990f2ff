package io.manabi.training.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The loss of a model that gives probabilities. */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * The mean over a batch of how badly probabilities of one class fit, where the probability is the
   * sigmoid of a logit. It stays exact for logits of any size.
   *
   * @param logits float [N]
   * @param labels float [N]: 1 for examples of the class, 0 for others, or anything between
   * @return float scalar
   */
  public static Operand<TFloat32> sigmoid(
      Ops tf, Operand<TFloat32> logits, Operand<TFloat32> labels) {
    // -y log s(x) - (1 - y) log(1 - s(x)) = log(1 + exp(x)) - x y
    return tf.math.mean(
        tf.math.sub(tf.math.softplus(logits), tf.math.mul(logits, labels)), tf.constant(0));
  }
}
