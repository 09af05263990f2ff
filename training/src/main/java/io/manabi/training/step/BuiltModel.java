package io.manabi.training.step;

import io.manabi.core.ManabiException;
import io.manabi.core.UserCode;
import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Network;
import io.manabi.training.network.Shapes;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ModelOutputs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;

/** Builds what a user wrote, and tells what is wrong with it before a step is made. */
public final class BuiltModel {
  /** Operations that broadcast, of which a model may mean rows by rows. */
  private static final Set<String> ELEMENTWISE =
      Set.of(
          "Add",
          "AddV2",
          "Sub",
          "Mul",
          "Div",
          "RealDiv",
          "DivNoNan",
          "SquaredDifference",
          "Equal",
          "NotEqual",
          "Less",
          "LessEqual",
          "Greater",
          "GreaterEqual",
          "Maximum",
          "Minimum",
          "Pow",
          "Xlogy",
          "LogicalAnd",
          "LogicalOr");

  private BuiltModel() {}

  /**
   * Builds the model.
   *
   * @throws ManabiException if the user's code fails, with its line, or what it gives cannot be
   */
  public static ModelOutputs of(Model model, Network network, Features features) {
    ModelOutputs outputs;
    try {
      outputs = model.build(network, features);
    } catch (ManabiException e) {
      throw e;
    } catch (RuntimeException e) { // TensorFlow's exceptions have no other type in common.
      throw ManabiException.user(
          "The model cannot be built: %s%s.".formatted(told(e), UserCode.place(e)), e);
    }
    if (outputs == null) {
      throw ManabiException.user("The model gives no outputs, but null; see Model.");
    }
    outputs.loss().ifPresent(loss -> requireScalar("The loss", loss));
    outputs
        .metrics()
        .forEach(
            (name, metric) -> {
              if (metric instanceof Metric.Mean mean) {
                requireScalar("The metric '" + name + "'", mean.value());
              }
            });
    return outputs.withLoss(network::withPenalties);
  }

  /** What an exception says in a line, for a sentence. */
  public static String told(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    String line = message.lines().findFirst().orElse("").replaceFirst("\\.$", "");
    String kind = failure.getClass().getSimpleName();
    return failure.getMessage() == null || line.isEmpty() ? kind : kind + ", " + line;
  }

  private static void requireScalar(String what, Operand<?> value) {
    Shape shape = value.shape();
    if (shape.numDimensions() > 0) {
      throw ManabiException.user(
          "%s has the shape %s; it must be one number, the mean over the batch, as tf.math.mean makes it."
              .formatted(what, Shapes.text(shape)));
    }
  }

  /** The operations of a graph so far. */
  static Set<GraphOperation> operations(Graph graph) {
    Set<GraphOperation> all = new HashSet<>();
    graph.operations().forEachRemaining(all::add);
    return all;
  }

  /**
   * Refuses to combine [N] with [N, 1], of which TensorFlow makes [N, N] without a word: each
   * example with all others.
   *
   * @param graph where the batch has an unknown size
   * @param before the operations that are not the model's
   */
  static void requireNoMixedExamples(Graph graph, Set<GraphOperation> before) {
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (ELEMENTWISE.contains(operation.type()) && !before.contains(operation)) {
        Shape left = operation.input(0).shape();
        Shape right = operation.input(1).shape();
        if ((isVector(left) && isColumn(right)) || (isColumn(left) && isVector(right))) {
          throw ManabiException.user(
              "Operation %s of the model combines %s with %s, which gives [N, N], each example with all others; give both the same shape, or say that it is meant by tf.expandDims(…, tf.constant(0)) for the first."
                  .formatted(operation.name(), Shapes.text(left), Shapes.text(right)));
        }
      }
    }
  }

  private static boolean isVector(Shape shape) {
    return shape.numDimensions() == 1 && shape.get(0) == Shape.UNKNOWN_SIZE;
  }

  private static boolean isColumn(Shape shape) {
    return shape.numDimensions() == 2 && shape.get(0) == Shape.UNKNOWN_SIZE && shape.get(1) == 1;
  }

  /**
   * Checks what a served model gives.
   *
   * @throws ManabiException if there is nothing, or something without a value for each example
   */
  public static void requirePredictions(String signature, Map<String, Operand<?>> predictions) {
    if (predictions.isEmpty()) {
      throw ManabiException.user(
          "The model gives no predictions for the signature '%s'; give some, see ModelOutputs."
              .formatted(signature));
    }
    List<String> scalars = new ArrayList<>();
    predictions.forEach(
        (name, value) -> {
          if (value.shape().numDimensions() == 0) {
            scalars.add(name);
          }
        });
    if (!scalars.isEmpty()) {
      throw ManabiException.user(
          "The predictions %s of the signature '%s' are one number for all examples; give one for each, [N, …]."
              .formatted(scalars, signature));
    }
  }
}
