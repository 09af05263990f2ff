package io.manabi.transform;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Batch;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;

/**
 * Computes the inputs of the analyzers of a phase. It holds native memory until it is closed, if
 * the graph is needed at all: analyzers of columns as they are need none. Safe for use by several
 * threads.
 */
public final class AnalysisSession implements AutoCloseable {
  private final List<AnalyzerNode> nodes;
  private final List<String> fetches;
  private final Map<String, InputFeed> feeds;
  private final @Nullable GraphSession session;

  AnalysisSession(MetaGraphDef metaGraph, @Nullable String assets, List<AnalyzerNode> nodes) {
    this.nodes = nodes;
    Set<String> computed = new LinkedHashSet<>();
    for (AnalyzerNode node : nodes) {
      for (AnalyzerNode.Input input : node.inputs()) {
        if (input.column() == null) {
          computed.addAll(input.tensors());
        }
      }
    }
    this.fetches = List.copyOf(computed);
    this.feeds = fetches.isEmpty() ? Map.of() : feeds(metaGraph, fetches);
    this.session = fetches.isEmpty() ? null : new GraphSession(metaGraph, assets, fetches);
  }

  /** The columns that the analyzers read, by placeholder, of all functions together. */
  private static Map<String, InputFeed> feeds(MetaGraphDef metaGraph, List<String> fetches) {
    Map<String, InputFeed> all = new LinkedHashMap<>();
    for (SignatureDef signature : metaGraph.getSignatureDefMap().values()) {
      InputFeed.of(signature).forEach(feed -> all.put(feed.node(), feed));
    }
    all.keySet().retainAll(new GraphParts(metaGraph).dependencies(fetches, all.keySet()));
    return all;
  }

  /**
   * Adds a batch to accumulators; if it fails, they are as before.
   *
   * @param batch has all columns that the analyzers read
   * @param accumulators of the same phase
   * @throws ManabiException if a column is missing or has another type, or a row makes the graph
   *     fail
   */
  public void add(Batch batch, Accumulators accumulators) {
    if (batch.rows() == 0) {
      return;
    }
    Map<AnalyzerNode.Input, ColumnValues> known = new HashMap<>();
    for (AnalyzerNode node : nodes) {
      for (AnalyzerNode.Input input : node.inputs()) {
        RawColumn column = input.column();
        if (column != null) {
          known.computeIfAbsent(input, key -> column.values(batch));
        }
      }
    }
    GraphSession graph = session;
    if (graph != null) {
      compute(graph, batch, known);
    }
    List<List<ColumnValues>> inputs = new ArrayList<>();
    for (AnalyzerNode node : nodes) {
      inputs.add(node.inputs().stream().map(input -> requireNonNull(known.get(input))).toList());
    }
    accumulators.add(inputs);
  }

  private void compute(
      GraphSession graph, Batch batch, Map<AnalyzerNode.Input, ColumnValues> known) {
    try (FedTensors fed = FedTensors.of("analysis", feeds.values(), batch);
        Result result = run(graph, batch, fed)) {
      Map<String, Tensor> tensors = new HashMap<>();
      for (int i = 0; i < fetches.size(); i++) {
        tensors.put(fetches.get(i), result.get(i));
      }
      for (AnalyzerNode node : nodes) {
        for (AnalyzerNode.Input input : node.inputs()) {
          if (input.column() == null) {
            known.computeIfAbsent(input, key -> values(input, tensors));
          }
        }
      }
    }
  }

  private Result run(GraphSession graph, Batch batch, FedTensors fed) {
    try {
      return graph.run(fed.tensors(), fetches);
    } catch (RuntimeException e) { // TensorFlow's exceptions have no other type in common.
      throw ManabiException.user(
          "The preprocessing fails on a batch of "
              + batch.rows()
              + " rows: "
              + Failures.firstLine(e)
              + ".",
          e);
    }
  }

  private static ColumnValues values(AnalyzerNode.Input input, Map<String, Tensor> tensors) {
    Tensor values = requireNonNull(tensors.get(input.tensor()));
    if (input.rowSplits() != null) {
      return Tensors.values(
          values, Tensors.rowSplits(requireNonNull(tensors.get(input.rowSplits()))));
    }
    if (values.shape().numDimensions() == 0) {
      throw ManabiException.user(
          "An analyzer reads the scalar " + input.tensor() + "; it needs a value for each row.");
    }
    return Tensors.rows(values);
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
