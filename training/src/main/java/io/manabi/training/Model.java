package io.manabi.training;

import io.manabi.training.network.Network;
import java.util.Map;
import org.tensorflow.Operand;

/**
 * A model function: one definition from which the graphs to train, evaluate and serve are built.
 */
@FunctionalInterface
public interface Model {

  /**
   * Builds the model.
   *
   * @param network builds layers, and tells what the graph is for
   * @param features the columns of a batch and what the transform made of them, by name; labels are
   *     among them except to serve
   * @return the predictions, and to train or evaluate also loss and metrics
   */
  ModelOutputs build(Network network, Map<String, Operand<?>> features);
}
