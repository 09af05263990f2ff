package io.manabi.training.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The learning rate as a function of the global step. */
public sealed interface LearningRate {

  /**
   * Builds the rate.
   *
   * @param tf where to build
   * @param step the global step, float scalar
   * @return float scalar
   */
  Operand<TFloat32> build(Ops tf, Operand<TFloat32> step);

  /**
   * The same rate at every step.
   *
   * @param rate the rate
   */
  record Constant(float rate) implements LearningRate {
    @Override
    public Operand<TFloat32> build(Ops tf, Operand<TFloat32> step) {
      return tf.constant(rate);
    }
  }

  /**
   * One cycle: a straight line up from {@code peak * first} to {@code peak}, then a straight line
   * down to {@code peak * last}, after <a href="https://arxiv.org/abs/1708.07120">Smith and Topin
   * 2018</a>.
   *
   * @param peak the highest rate
   * @param first share of the peak at step 0
   * @param warmUpSteps steps from the start to the peak
   * @param steps steps in all
   * @param last share of the peak at the last step
   */
  record OneCycle(float peak, float first, long warmUpSteps, long steps, float last)
      implements LearningRate {
    @Override
    public Operand<TFloat32> build(Ops tf, Operand<TFloat32> step) {
      float warmUp = Math.max(1, warmUpSteps);
      float decay = Math.max(1, steps - warmUpSteps);
      Operand<TFloat32> up =
          tf.math.add(tf.constant(first), tf.math.mul(step, tf.constant((1 - first) / warmUp)));
      Operand<TFloat32> down =
          tf.math.sub(
              tf.constant(1 + (1 - last) * warmUp / decay),
              tf.math.mul(step, tf.constant((1 - last) / decay)));
      Operand<TFloat32> share = tf.math.maximum(tf.math.minimum(up, down), tf.constant(last));
      return tf.math.mul(share, tf.constant(peak));
    }
  }
}
