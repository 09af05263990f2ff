package io.manabi.training;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Something that is measured over all evaluation examples, from what each batch of N gives. */
public sealed interface Metric {

  /**
   * The mean over all examples.
   *
   * @param value the mean over a batch, float scalar
   */
  record Mean(Operand<TFloat32> value) implements Metric {}

  /**
   * The area under the ROC curve of all examples: how likely a positive example has a higher score
   * than a negative one, where equal scores count half. It is that of all examples, not a mean over
   * batches: exact for up to 131,072 different scores, and off by some hundred thousandths for
   * more. NaN if all examples are of one class or a score is NaN.
   *
   * @param labels float [N]: above 0.5 for positive examples
   * @param scores float [N]: higher for examples that seem positive
   */
  record Auc(Operand<TFloat32> labels, Operand<TFloat32> scores) implements Metric {}

  /**
   * The share of examples that are given their class.
   *
   * @param labels int64 [N]
   * @param classes int64 [N]
   */
  static Metric accuracy(Ops tf, Operand<TInt64> labels, Operand<TInt64> classes) {
    return new Mean(
        tf.math.mean(
            tf.dtypes.cast(tf.math.equal(labels, classes), TFloat32.class), tf.constant(0)));
  }

  /**
   * The share of positive examples among those whose score is above a threshold. NaN if there are
   * none of these.
   *
   * @param labels float [N]: above 0.5 for positive examples
   * @param scores float [N]: higher for examples that seem positive
   * @param threshold the threshold
   */
  record Precision(Operand<TFloat32> labels, Operand<TFloat32> scores, float threshold)
      implements Metric {
    /** Precision at a probability of a half. */
    public Precision(Operand<TFloat32> labels, Operand<TFloat32> scores) {
      this(labels, scores, 0.5f);
    }
  }

  /**
   * The share of examples whose score is above a threshold among positive ones. NaN if there are no
   * positive ones.
   *
   * @param labels float [N]: above 0.5 for positive examples
   * @param scores float [N]: higher for examples that seem positive
   * @param threshold the threshold
   */
  record Recall(Operand<TFloat32> labels, Operand<TFloat32> scores, float threshold)
      implements Metric {
    /** Recall at a probability of a half. */
    public Recall(Operand<TFloat32> labels, Operand<TFloat32> scores) {
      this(labels, scores, 0.5f);
    }
  }

  /**
   * The root of the mean of squared errors of all examples, not a mean of batches' roots.
   *
   * @param labels float [N, …]
   * @param predictions float, of the same shape
   */
  record RootMeanSquaredError(Operand<TFloat32> labels, Operand<TFloat32> predictions)
      implements Metric {}
}
