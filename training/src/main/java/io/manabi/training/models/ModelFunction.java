package io.manabi.training.models;

import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A model as a function from features to numbers: logits of classes, or what is to be predicted.
 * {@link Sequential} is one that is a list of layers.
 */
@FunctionalInterface
public interface ModelFunction {

  /**
   * Builds the model, in the same way in every mode.
   *
   * @param network builds layers, and tells what the graph is for
   * @param features what it sees of a batch of N examples
   * @return float [N, n]
   */
  Operand<TFloat32> outputs(Network network, Features features);

  /**
   * The same with what makes it a whole: what it learns, and what it answers.
   *
   * @param head tells both
   */
  default CompiledModel compile(Head head) {
    return new CompiledModel(this, head);
  }
}
