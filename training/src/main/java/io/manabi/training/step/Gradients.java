package io.manabi.training.step;

import io.manabi.core.ManabiException;
import io.manabi.training.network.Parameter;
import io.manabi.training.network.Regularization;
import io.manabi.training.parameters.TaskParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How the loss of a batch changes with the parameters that are learned. */
final class Gradients {
  private static final Pattern UNREACHABLE =
      Pattern.compile("partial derivative for node '([^']+)' as it's unreachable");

  private static final Pattern MISSING = Pattern.compile("No gradient defined for op: (\\w+)");

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
    List<Operand<TFloat32>> typed = new ArrayList<>();
    Output<?>[] gradients = add(graph, loss, outputs);
    for (int i = 0; i < gradients.length; i++) {
      if (isMissing(gradients[i])) {
        throw notLearned(names.get(i), null);
      }
      typed.add(gradients[i].expect(TFloat32.class));
    }
    return typed;
  }

  private Output<?>[] add(Graph graph, Operand<TFloat32> loss, Output<?>[] parameters) {
    try {
      return graph.addGradients(
          "gradients", new Output<?>[] {loss.asOutput()}, parameters, new Output<?>[0]);
    } catch (RuntimeException e) { // TensorFlow's exceptions have no other type in common.
      String message = String.valueOf(e.getMessage());
      Matcher apart = UNREACHABLE.matcher(message);
      if (apart.find()) {
        for (int i = 0; i < parameters.length; i++) {
          if (parameters[i].op().name().equals(apart.group(1))) {
            throw notLearned(names.get(i), e);
          }
        }
      }
      Matcher missing = MISSING.matcher(message);
      throw ManabiException.user(
          missing.find()
              ? "Nothing can be learned through %s, for TensorFlow's C library has no gradient of it; use other operations between parameters and loss."
                  .formatted(between(graph, loss, parameters, missing.group(1)))
              : "TensorFlow cannot find the gradients of the model: %s; use other operations between parameters and loss."
                  .formatted(BuiltModel.told(e)),
          e);
    }
  }

  /** TensorFlow Java gives the output of no operation where there is no gradient. */
  private static boolean isMissing(Output<?> gradient) {
    try {
      return gradient.op().name().isEmpty();
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static ManabiException notLearned(String parameter, @Nullable RuntimeException cause) {
    String message =
        "The loss does not depend on parameter %s, as its layer is not used, or behind an operation through which nothing is learned; use the layer or leave it out."
            .formatted(parameter);
    return cause == null ? ManabiException.user(message) : ManabiException.user(message, cause);
  }

  /** The first operation of a type between parameters and the loss. */
  private static String between(
      Graph graph, Operand<TFloat32> loss, Output<?>[] parameters, String type) {
    Set<GraphOperation> before = graph.subgraphTo(Set.of(loss));
    return graph.subgraphFrom(Set.of(parameters)).stream()
        .filter(operation -> operation.type().equals(type) && before.contains(operation))
        .map(GraphOperation::name)
        .sorted()
        .findFirst()
        .map(name -> "operation %s (%s)".formatted(name, type))
        .orElse("operation " + type);
  }

  private Map<String, Operand<TFloat32>> byName(List<Operand<TFloat32>> gradients) {
    Map<String, Operand<TFloat32>> byName = new HashMap<>();
    for (int i = 0; i < gradients.size(); i++) {
      byName.put(names.get(i), gradients.get(i));
    }
    return byName;
  }
}
