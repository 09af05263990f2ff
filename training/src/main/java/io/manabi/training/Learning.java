package io.manabi.training;

import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Regularization;

/**
 * How the gradients of the loss change the parameters.
 *
 * @param optimizer the rule
 * @param rate the learning rate by global step
 * @param regularization what is done against large weights and gradients
 */
public record Learning(Optimizer optimizer, LearningRate rate, Regularization regularization) {

  /** Without regularization. */
  public Learning(Optimizer optimizer, LearningRate rate) {
    this(optimizer, rate, Regularization.NONE);
  }
}
