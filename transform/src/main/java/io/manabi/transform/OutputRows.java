package io.manabi.transform;

import io.manabi.core.ManabiException;
import io.manabi.transform.Columns.Input;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;

/** Refuses outputs that cannot have a value for each row, as far as their shapes tell. */
final class OutputRows {
  private OutputRows() {}

  /**
   * Checks the outputs of a function.
   *
   * @throws ManabiException if one has no dimension for the rows of a batch, or is one number made
   *     of all rows of it
   */
  static void require(
      Graph graph,
      String function,
      Collection<Input> inputs,
      Map<String, ? extends Operand<?>> outputs) {
    Set<Operand<?>> columns = new HashSet<>();
    inputs.forEach(input -> columns.add(input.values()));
    Set<GraphOperation> made = graph.subgraphFrom(columns);
    outputs.forEach(
        (name, output) -> {
          if (!(output instanceof Ragged)) {
            require(function, name, output, made);
          }
        });
  }

  private static void require(
      String function, String name, Operand<?> output, Set<GraphOperation> madeOfColumns) {
    Shape shape = output.shape();
    if (shape.isUnknown()) {
      return;
    }
    if (shape.numDimensions() > 0 && shape.get(0) != Shape.UNKNOWN_SIZE) {
      throw ManabiException.user(
          "Output '%s' of function '%s' has the shape %s, without a dimension for the rows of a batch; make it [N] or [N, …], with a value for each row."
              .formatted(name, function, shape));
    }
    if (shape.numDimensions() == 0 && madeOfColumns.contains(output.op())) {
      throw ManabiException.user(
          "Output '%s' of function '%s' is one number made of all rows of a batch, so a row's value would depend on the rows beside it; use an analyzer for what belongs to all data."
              .formatted(name, function));
    }
  }
}
