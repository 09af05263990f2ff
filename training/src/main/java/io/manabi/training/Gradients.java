package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.training.network.Parameter;
import io.manabi.training.network.Regularization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How the loss of a batch changes with the parameters that are learned. */
final class Gradients {
  private final List<String> names = new ArrayList<>();
  private final List<Operand<TFloat32>> values = new ArrayList<>();

  private Gradients(List<Parameter> parameters, List<Operand<TFloat32>> all) {
    for (int i = 0; i < all.size(); i++) {
      if (parameters.get(i).learned()) {
        names.add(parameters.get(i).name());
        values.add(all.get(i));
      }
    }
  }

  /**
   * Builds the gradients, by the name of their parameter.
   *
   * @param task builds on the device of the task
   * @param graph the graph of {@code task}
   * @param loss the loss of the batch
   * @param read the parameters of the model on the task
   * @param regularization the penalty that they have as well
   */
  static Map<String, Operand<TFloat32>> build(
      Ops task,
      Graph graph,
      Operand<TFloat32> loss,
      TaskParameters read,
      Regularization regularization) {
    Gradients gradients = new Gradients(read.parameters(), read.values());
    return gradients.byName(
        regularization.penalize(task, gradients.values, gradients.ofLoss(graph, loss)));
  }

  private List<Operand<TFloat32>> ofLoss(Graph graph, Operand<TFloat32> loss) {
    Output<?>[] outputs = values.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), outputs);
    List<Operand<TFloat32>> typed = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      if (gradients[i] == null) {
        throw ManabiException.user(
            "The loss does not depend on parameter "
                + names.get(i)
                + "; remove it from the model.");
      }
      typed.add(gradients[i].expect(TFloat32.class));
    }
    return typed;
  }

  private Map<String, Operand<TFloat32>> byName(List<Operand<TFloat32>> gradients) {
    Map<String, Operand<TFloat32>> byName = new HashMap<>();
    for (int i = 0; i < gradients.size(); i++) {
      byName.put(names.get(i), gradients.get(i));
    }
    return byName;
  }
}
