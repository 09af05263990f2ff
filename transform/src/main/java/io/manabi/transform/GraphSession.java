package io.manabi.transform;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.MetaGraphDef;

/** Runs a part of a graph by itself, its lookup tables filled. */
final class GraphSession implements AutoCloseable {
  // A graph over columns has little to do side by side, and callers bring threads of their own.
  private static final int IN_THE_THREAD_OF_THE_CALLER = -1;

  private final Graph graph;
  private final Session session;

  /**
   * Opens the part of a graph that some tensors need.
   *
   * @param metaGraph the graph
   * @param assets the folder of its files; null if it has none
   * @param outputs names of the tensors
   */
  GraphSession(MetaGraphDef metaGraph, @Nullable String assets, Collection<String> outputs) {
    MetaGraphDef located = Assets.located(metaGraph, assets);
    Subgraph needed = new GraphParts(located).of(outputs, List.of());
    this.graph = new Graph();
    graph.importGraphDef(needed.graph());
    this.session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setInterOpParallelismThreads(IN_THE_THREAD_OF_THE_CALLER)
                .build());
    if (!needed.initializers().isEmpty()) {
      Session.Runner runner = session.runner();
      needed.initializers().forEach(runner::addTarget);
      runner.run().close();
    }
  }

  Result run(Map<String, Tensor> feeds, List<String> fetches) {
    Session.Runner runner = session.runner();
    feeds.forEach(
        (tensor, value) -> {
          // What only an analyzer reads, as a label, is no longer part of the graph.
          if (graph.operation(Subgraph.node(tensor)) != null) {
            runner.feed(tensor, value);
          }
        });
    fetches.forEach(runner::fetch);
    return runner.run();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
