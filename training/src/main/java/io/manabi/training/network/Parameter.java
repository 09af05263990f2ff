package io.manabi.training.network;

import org.tensorflow.ndarray.Shape;

/**
 * A named array of numbers that a model learns, or that follows what it sees.
 *
 * @param name unique in the model; its name in checkpoints
 * @param shape its shape, fully known
 * @param initializer its first value
 * @param learned whether it follows the gradient of the loss; otherwise it is a moving average, see
 *     {@link Network#movingAverage}
 * @param byRow whether the model reads single rows of it only, see {@link Network#rows}
 */
public record Parameter(
    String name, Shape shape, Initializer initializer, boolean learned, boolean byRow) {

  /** A parameter that the model reads as a whole. */
  public Parameter(String name, Shape shape, Initializer initializer, boolean learned) {
    this(name, shape, initializer, learned, false);
  }
}
