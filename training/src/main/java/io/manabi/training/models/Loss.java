package io.manabi.training.models;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * How badly a model does, example by example: the mean of it over a batch is what training makes
 * small. {@link Losses} has the usual ones; one of one's own is a function of TensorFlow's
 * operations.
 *
 * @param <T> what labels are: {@link org.tensorflow.types.TInt64} of classes, and otherwise floats
 */
@FunctionalInterface
public interface Loss<T extends TType> {

  /**
   * Builds the loss.
   *
   * @param tf where to build
   * @param outputs what the model gives: logits [N, classes], or [N] where there is one number
   * @param labels [N]
   * @return float [N]
   */
  Operand<TFloat32> build(Ops tf, Operand<TFloat32> outputs, Operand<T> labels);
}
