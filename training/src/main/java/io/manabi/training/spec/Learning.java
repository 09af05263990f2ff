package io.manabi.training.spec;

import io.manabi.core.ManabiException;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Regularization;
import java.util.Locale;

/**
 * How the gradients of the loss change the parameters.
 *
 * @param optimizer the rule
 * @param rate the learning rate by global step
 * @param regularization what is done against large weights and gradients
 * @param rollbacks how often training may go back to the last checkpoint, with half the learning
 *     rate, when the loss becomes NaN or infinite; then, or if this is 0, it fails
 */
public record Learning(
    Optimizer optimizer, LearningRate rate, Regularization regularization, int rollbacks) {

  /** Checks the number. */
  public Learning {
    if (rollbacks < 0) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT, "Training can go back 0 times or more, not %d times.", rollbacks));
    }
  }

  /** Fails when the loss is not finite. */
  public Learning(Optimizer optimizer, LearningRate rate, Regularization regularization) {
    this(optimizer, rate, regularization, 0);
  }

  /** Without regularization. */
  public Learning(Optimizer optimizer, LearningRate rate) {
    this(optimizer, rate, Regularization.NONE);
  }

  /** The same, but training may go back so often. */
  public Learning withRollbacks(int times) {
    return new Learning(optimizer, rate, regularization, times);
  }
}
