package io.manabi.transform;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An analyzer in a traced graph.
 *
 * @param analyzer what it computes
 * @param inputs of what
 * @param outputs the names of the placeholders that stand for its results
 */
record AnalyzerNode(Analyzer<?> analyzer, List<Input> inputs, List<String> outputs)
    implements Serializable {

  /**
   * An input: a tensor of the graph, which may be a column as it is.
   *
   * @param tensor the name of the tensor with the values
   * @param rowSplits the name of the tensor with the row splits; null if rows have the same length
   * @param column how to have the values without running the graph; null if that is not possible
   */
  record Input(String tensor, @Nullable String rowSplits, @Nullable RawColumn column)
      implements Serializable {

    /** The tensors to compute. */
    List<String> tensors() {
      return rowSplits == null ? List.of(tensor) : List.of(tensor, rowSplits);
    }
  }

  /** The tensors of all inputs. */
  List<String> tensors() {
    return inputs.stream().flatMap(input -> input.tensors().stream()).toList();
  }
}
