package io.manabi.training.network;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A layer of a model. {@link Layers} has the usual ones; a layer of one's own is a function, as
 * {@code (network, x) -> network.relu(network.dense("hidden", x, 64))}.
 */
@FunctionalInterface
public interface Layer {

  /**
   * Builds the layer, in the same way in every mode.
   *
   * @param network gives parameters, and tells what the graph is for
   * @param inputs float [N, …]
   * @return float [N, …]
   */
  Operand<TFloat32> apply(Network network, Operand<TFloat32> inputs);
}
