package io.manabi.training.network;

import io.manabi.core.ManabiException;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Another rate, which falls each time that a metric has not become better for a while, as by <a
 * href="https://keras.io/api/callbacks/reduce_lr_on_plateau">Keras's ReduceLROnPlateau</a>. The
 * master decides it for all tasks, at each evaluation of a checkpoint; whoever goes on from a
 * checkpoint knows how far it has fallen. It must be the outermost rate.
 *
 * @param planned the rate as long as it has not fallen
 * @param metric what must become better, as {@code loss}, of which less is better, or {@code
 *     accuracy}; see {@code --best-metric}
 * @param factor what the rate is multiplied by when it falls, above 0 and below 1, as 0.5
 * @param patience after how many evaluations without a better value it falls, at least 1
 */
public record OnPlateau(LearningRate planned, String metric, float factor, int patience)
    implements LearningRate {
  /** Checks the numbers. */
  public OnPlateau {
    if (!(factor > 0 && factor < 1) || patience < 1) {
      throw ManabiException.user(
          "A learning rate that falls on a plateau needs a factor between 0 and 1 and a patience of at least 1, not %s and %s."
              .formatted(factor, patience));
    }
    requireOutermost(planned);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> step) {
    return planned.build(tf, step);
  }

  /** Checks that a rate within another one does not fall so. */
  static void requireOutermost(LearningRate inner) {
    if (inner instanceof OnPlateau) {
      throw ManabiException.user(
          "A learning rate that falls on a plateau is within another one; make it the outermost.");
    }
  }
}
