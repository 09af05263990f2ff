package io.manabi.training.network;

import static java.util.stream.Collectors.joining;

import io.manabi.transform.NodeNames;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/**
 * A named array of numbers that a model learns, or that follows what it sees.
 *
 * @param name unique in the model; its name in checkpoints, in which whatever TensorFlow forbids in
 *     names is replaced
 * @param shape its shape, fully known
 * @param initializer its first value
 * @param learned whether it follows the gradient of the loss; otherwise it is a moving average, see
 *     {@link Network#movingAverage}
 * @param byRow whether the model reads single rows of it only, see {@link Network#rows}
 * @param rate what the learning rate is multiplied by for it, see {@link Network#atRate}
 */
public record Parameter(
    String name, Shape shape, Initializer initializer, boolean learned, boolean byRow, float rate) {

  /** Replaces what TensorFlow forbids in the name. */
  public Parameter {
    name = Arrays.stream(name.split("/", -1)).map(NodeNames::of).collect(joining("/"));
  }

  /** A parameter that the model reads as a whole. */
  public Parameter(String name, Shape shape, Initializer initializer, boolean learned) {
    this(name, shape, initializer, learned, false, 1);
  }

  /** The same parameter in another shape, as for a part of its rows. */
  public Parameter withShape(Shape other) {
    return new Parameter(name, other, initializer, learned, byRow, rate);
  }
}
