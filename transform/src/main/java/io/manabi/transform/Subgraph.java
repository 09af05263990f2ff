package io.manabi.transform;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The part of a graph that some tensors need. */
final class Subgraph {
  private Subgraph() {}

  /**
   * The graph without the nodes that {@code outputs} do not need and without those that make {@code
   * inputs}; the function library stays whole.
   *
   * @param outputs tensor names
   * @param inputs tensor names, whose nodes have no inputs
   */
  static GraphDef of(GraphDef graph, Collection<String> outputs, Collection<String> inputs) {
    Map<String, NodeDef> nodes = new HashMap<>();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Set<String> needed = new HashSet<>();
    inputs.forEach(input -> needed.add(node(input)));
    Deque<String> open = new ArrayDeque<>();
    outputs.forEach(output -> open.add(node(output)));
    while (!open.isEmpty()) {
      String name = open.remove();
      NodeDef node = nodes.get(name);
      if (node != null && needed.add(name)) {
        node.getInputList().forEach(input -> open.add(node(input)));
      }
    }
    inputs.forEach(input -> needed.remove(node(input)));
    GraphDef.Builder result = graph.toBuilder().clearNode();
    graph.getNodeList().stream()
        .filter(node -> needed.contains(node.getName()))
        .forEach(result::addNode);
    return result.build();
  }

  /** The node in {@code name}, {@code name:1} or, for control inputs, {@code ^name}. */
  private static String node(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
