package io.manabi.transform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Operation;
import org.tensorflow.Output;

/**
 * A transform function in another graph.
 *
 * @param outputs its outputs by name; of a ragged output also the row splits, int64 [N + 1], by its
 *     name with {@code .row_splits}
 * @param initializers ops that a session of the graph runs once before it uses the outputs: they
 *     fill lookup tables
 * @param assets the files that the initializers read: for each string scalar of the graph that
 *     holds a path the file itself; who moves the graph takes the files along
 */
public record ImportedFunction(
    Map<String, Output<?>> outputs, List<Operation> initializers, Map<Output<?>, Path> assets) {

  /** Copies all. */
  public ImportedFunction {
    outputs = new TreeMap<>(outputs);
    initializers = List.copyOf(initializers);
    assets = Map.copyOf(assets);
  }
}
