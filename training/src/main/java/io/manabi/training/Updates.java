package io.manabi.training;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The update of all parameters, where they are. */
final class Updates {
  private final ParameterStore store;
  private final Learning learning;
  private final Progress progress;
  private final Operand<TFloat32> before;
  private final Operand<TFloat32> rate;

  /**
   * Builds nothing but the learning rate yet.
   *
   * @param factor what the learning rate is multiplied by
   */
  Updates(ParameterStore store, Learning learning, Progress progress, float factor) {
    this.store = store;
    this.learning = learning;
    this.progress = progress;
    Ops tf = progress.tf();
    before = tf.dtypes.cast(progress.step(), TFloat32.class);
    Operand<TFloat32> planned = learning.rate().build(tf, before);
    rate = factor == 1 ? planned : tf.math.mul(planned, tf.constant(factor));
  }

  /** The learning rate, float scalar. */
  Operand<TFloat32> rate() {
    return rate;
  }

  /** Builds the update; the result counts the step when it is done. */
  Op build(List<Operand<TFloat32>> gradients) {
    Ops tf = progress.tf();
    Operand<TFloat32> number = tf.math.add(before, tf.constant(1f));
    return progress.count(store.apply(learning, gradients, rate, number));
  }
}
