package io.manabi.training.network;

import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What is done, beside the optimizer, against weights that are too large, gradients that are too
 * large, and weights that jump about.
 *
 * @param weightDecay strength of the penalty on large weights: this number times half the sum of
 *     squares of all learned parameters of two dimensions or more belongs to what training makes
 *     small, though not to the loss that is shown; 0 for none
 * @param clipNorm the longest that the gradients of all learned parameters may be together, as the
 *     root of the sum of their squares (<a href="https://arxiv.org/abs/1211.5063">Pascanu et al.
 *     2012</a>); longer ones are scaled down to it: those of an update, hence the mean over all
 *     tasks where these step together; infinity for no limit
 * @param averageDecay the share of a moving average of the learned parameters that stays at each
 *     step, usually 0.99 and more. With it, checkpoints hold these averages too, and models are
 *     evaluated and exported with them; 0 for none
 */
public record Regularization(float weightDecay, float clipNorm, float averageDecay) {
  /** Nothing of it. */
  public static final Regularization NONE = new Regularization(0, Float.POSITIVE_INFINITY, 0);

  /** Checks the numbers. */
  public Regularization {
    if (!(weightDecay >= 0 && weightDecay < Float.POSITIVE_INFINITY)) {
      throw ManabiException.user(
          "The weight decay must be 0 or a finite number above, not " + weightDecay + ".");
    }
    if (!(clipNorm > 0)) {
      throw ManabiException.user(
          "The norm to clip gradients to must be above 0, not " + clipNorm + ".");
    }
    if (!(averageDecay >= 0 && averageDecay < 1)) {
      throw ManabiException.user(
          "The decay of averages of weights must be from 0 to below 1, not " + averageDecay + ".");
    }
  }

  /** The same with another weight decay. */
  public Regularization withWeightDecay(float decay) {
    return new Regularization(decay, clipNorm, averageDecay);
  }

  /** The same with another limit to gradients. */
  public Regularization withClipNorm(float norm) {
    return new Regularization(weightDecay, norm, averageDecay);
  }

  /** The same with another decay of averages. */
  public Regularization withAverageDecay(float decay) {
    return new Regularization(weightDecay, clipNorm, decay);
  }

  /** Whether there are moving averages of weights. */
  public boolean averages() {
    return averageDecay > 0;
  }

  /** Whether there is a limit to gradients. */
  public boolean clips() {
    return clipNorm < Float.POSITIVE_INFINITY;
  }

  /**
   * Gradients with the penalty on large weights.
   *
   * @param tf where to build
   * @param values learned parameters
   * @param gradients the gradient of the loss for each of them, of any shapes
   */
  public List<Operand<TFloat32>> penalize(
      Ops tf, List<Operand<TFloat32>> values, List<Operand<TFloat32>> gradients) {
    List<Operand<TFloat32>> penalized = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      boolean decays = weightDecay > 0 && values.get(i).shape().numDimensions() >= 2;
      penalized.add(
          decays
              ? tf.math.add(gradients.get(i), tf.math.mul(values.get(i), tf.constant(weightDecay)))
              : gradients.get(i));
    }
    return penalized;
  }

  /**
   * What all gradients are multiplied by, so that they are not too long together: 1 if they are
   * not.
   *
   * @param tf where to build
   * @param halfSquares for each gradient half the sum of its squares, float scalars
   * @return float scalar
   */
  public Operand<TFloat32> clipFactor(Ops tf, List<Operand<TFloat32>> halfSquares) {
    Operand<TFloat32> norm = tf.math.sqrt(tf.math.mul(tf.math.addN(halfSquares), tf.constant(2f)));
    Operand<TFloat32> limit = tf.constant(clipNorm);
    return tf.math.div(limit, tf.math.maximum(norm, limit));
  }

  /**
   * How far a moving average goes towards its weights at an update: 1 - decay, but at least 9 / (10
   * + n) at update n, so that the average soon forgets the first weights.
   *
   * @param update the number of the update, from 1, float scalar
   * @return float scalar
   */
  public Operand<TFloat32> averageShare(Ops tf, Operand<TFloat32> update) {
    Operand<TFloat32> early = tf.math.div(tf.constant(9f), tf.math.add(update, tf.constant(10f)));
    return tf.math.maximum(early, tf.constant(1 - averageDecay));
  }
}
