package io.manabi.transform;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The part of a graph that some tensors need.
 *
 * @param graph the nodes that are needed, in the order of the whole graph; the function library
 *     stays whole
 * @param initializers those ops among them that fill lookup tables
 */
record Subgraph(GraphDef graph, List<String> initializers) {

  /**
   * Finds what is needed.
   *
   * @param metaGraph the whole graph
   * @param outputs names of tensors that are wanted
   * @param inputs names of tensors that are given: their nodes are left out, and what only they
   *     need
   */
  static Subgraph of(
      MetaGraphDef metaGraph, Collection<String> outputs, Collection<String> inputs) {
    Set<String> given = new HashSet<>();
    inputs.forEach(input -> given.add(node(input)));
    Map<String, NodeDef> nodes = nodes(metaGraph.getGraphDef());
    Set<String> needed = closure(nodes, outputs, given);
    List<String> initializers = new ArrayList<>();
    for (String initializer : initializers(metaGraph)) {
      NodeDef node = nodes.get(initializer);
      if (node != null && needed.contains(node(node.getInput(0)))) {
        initializers.add(initializer);
        needed.addAll(closure(nodes, List.of(initializer), given));
      }
    }
    GraphDef.Builder result = metaGraph.getGraphDef().toBuilder().clearNode();
    metaGraph.getGraphDef().getNodeList().stream()
        .filter(node -> needed.contains(node.getName()))
        .forEach(result::addNode);
    return new Subgraph(result.build(), initializers);
  }

  /** Which of some nodes the outputs need, initializers of the tables that they use included. */
  static Set<String> dependencies(
      MetaGraphDef metaGraph, Collection<String> outputs, Collection<String> of) {
    Set<String> result = new HashSet<>(of);
    Set<String> needed = new HashSet<>();
    of(metaGraph, outputs, Set.of()).graph().getNodeList().forEach(n -> needed.add(n.getName()));
    result.retainAll(needed);
    return result;
  }

  private static Set<String> closure(
      Map<String, NodeDef> nodes, Collection<String> outputs, Set<String> given) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    outputs.forEach(output -> open.add(node(output)));
    while (!open.isEmpty()) {
      String name = open.remove();
      NodeDef node = nodes.get(name);
      if (node != null && !given.contains(name) && needed.add(name)) {
        node.getInputList().forEach(input -> open.add(node(input)));
      }
    }
    return needed;
  }

  private static Map<String, NodeDef> nodes(GraphDef graph) {
    Map<String, NodeDef> nodes = new HashMap<>();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    return nodes;
  }

  private static List<String> initializers(MetaGraphDef metaGraph) {
    return metaGraph.containsCollectionDef(FunctionTracer.TABLE_INITIALIZERS)
        ? metaGraph
            .getCollectionDefOrThrow(FunctionTracer.TABLE_INITIALIZERS)
            .getNodeList()
            .getValueList()
        : List.of();
  }

  /** The node in {@code name}, {@code name:1} or, for control inputs, {@code ^name}. */
  static String node(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
