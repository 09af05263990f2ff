package io.manabi.training;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

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
   * than a negative one, where equal scores count half. It is exact, not a mean over batches, and
   * keeps eight bytes per example. NaN if all examples are of one class or a score is NaN.
   *
   * @param labels float [N]: above 0.5 for positive examples
   * @param scores float [N]: higher for examples that seem positive
   */
  record Auc(Operand<TFloat32> labels, Operand<TFloat32> scores) implements Metric {}
}
