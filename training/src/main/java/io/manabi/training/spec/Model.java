package io.manabi.training.spec;

import io.manabi.training.network.Network;

/**
 * A model function: one definition from which the graphs to train, evaluate and serve are built.
 */
@FunctionalInterface
public interface Model {

  /**
   * Builds the model.
   *
   * @param network builds layers, and tells what the graph is for
   * @param features what it sees of a batch
   * @return the predictions, and to train or evaluate also loss and metrics
   */
  ModelOutputs build(Network network, Features features);

  /** What it is called in the configuration of a job. */
  default String name() {
    return getClass().getSimpleName().replaceFirst("\\$\\$Lambda.*", "");
  }
}
