package io.manabi.training.network;

import io.manabi.core.ManabiException;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The learning rate as a function of the global step. One of one's own is a function: {@code (tf,
 * step) -> tf.math.div(tf.constant(0.1f), tf.math.sqrt(step))}.
 */
@FunctionalInterface
public interface LearningRate {

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

  /**
   * One rate after another.
   *
   * @param boundaries after which steps the next rate begins, ascending; a boundary itself still
   *     has the rate before
   * @param rates the rates, one more than boundaries
   */
  record Steps(List<Long> boundaries, List<Float> rates) implements LearningRate {
    /** Checks the boundaries. */
    public Steps {
      boundaries = List.copyOf(boundaries);
      rates = List.copyOf(rates);
      if (rates.size() != boundaries.size() + 1) {
        throw ManabiException.user(
            "A learning rate in steps needs one rate more than boundaries, not "
                + rates.size()
                + " for "
                + boundaries.size()
                + ".");
      }
      for (int i = 1; i < boundaries.size(); i++) {
        if (boundaries.get(i) <= boundaries.get(i - 1)) {
          throw ManabiException.user(
              "The boundaries of a learning rate must ascend, unlike " + boundaries + ".");
        }
      }
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Operand<TFloat32> step) {
      Operand<TFloat32> rate = tf.constant((float) rates.get(0));
      for (int i = 0; i < boundaries.size(); i++) {
        Operand<TFloat32> boundary = tf.constant((float) boundaries.get(i));
        rate =
            tf.select(tf.math.greater(step, boundary), tf.constant((float) rates.get(i + 1)), rate);
      }
      return rate;
    }
  }

  /**
   * Half a cosine down from {@code first} to {@code first * last}, after <a
   * href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2016</a>, without restarts.
   *
   * @param first the rate at step 0
   * @param steps steps until the last rate, which then stays
   * @param last share of the first rate at the end
   */
  record Cosine(float first, long steps, float last) implements LearningRate {
    /** Checks the number of steps. */
    public Cosine {
      checkSteps(steps);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Operand<TFloat32> step) {
      Operand<TFloat32> way =
          tf.math.minimum(tf.math.div(step, tf.constant((float) steps)), tf.constant(1f));
      Operand<TFloat32> cosine = tf.math.cos(tf.math.mul(way, tf.constant((float) Math.PI)));
      float half = first * (1 - last) / 2;
      return tf.math.add(tf.math.mul(cosine, tf.constant(half)), tf.constant(first * last + half));
    }
  }

  /**
   * A straight line up to where another rate begins, then that rate, whose step 0 is the end of the
   * line.
   *
   * @param steps steps of the line
   * @param first share of the other rate's first value at step 0
   * @param then the rate after the line
   */
  record WarmUp(long steps, float first, LearningRate then) implements LearningRate {
    /** Checks the number of steps. */
    public WarmUp {
      checkSteps(steps);
      OnPlateau.requireOutermost(then);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Operand<TFloat32> step) {
      Operand<TFloat32> length = tf.constant((float) steps);
      Operand<TFloat32> zero = tf.constant(0f);
      Operand<TFloat32> later = tf.math.maximum(tf.math.sub(step, length), zero);
      Operand<TFloat32> left =
          tf.math.div(tf.math.maximum(tf.math.sub(length, step), zero), length);
      Operand<TFloat32> share =
          tf.math.sub(tf.constant(1f), tf.math.mul(left, tf.constant(1 - first)));
      return tf.math.mul(then.build(tf, later), share);
    }
  }

  /**
   * A rate that falls by the same share in the same number of steps.
   *
   * @param first the rate at step 0
   * @param steps after so many it is {@code share} of what it was
   * @param share above 0 and below 1, as 0.5
   * @param staircase whether it falls only after each time so many steps
   */
  record Exponential(float first, long steps, float share, boolean staircase)
      implements LearningRate {
    /** Checks the numbers. */
    public Exponential {
      checkSteps(steps);
      if (!(share > 0 && share < 1)) {
        throw ManabiException.user(
            "A learning rate falls to a share between 0 and 1, not to " + share + ".");
      }
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Operand<TFloat32> step) {
      Operand<TFloat32> way = tf.math.div(step, tf.constant((float) steps));
      Operand<TFloat32> power =
          tf.math.pow(tf.constant(share), staircase ? tf.math.floor(way) : way);
      return tf.math.mul(tf.constant(first), power);
    }
  }

  private static void checkSteps(long steps) {
    if (steps < 1) {
      throw ManabiException.user("A learning rate needs at least one step, not " + steps + ".");
    }
  }
}
