package io.manabi.transform;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The nodes of a graph by what they need: those of their inputs, and those that fill a lookup table
 * for the table itself. It is made once for many questions, each of which looks only at the nodes
 * that it is about.
 */
final class GraphParts {
  private final MetaGraphDef metaGraph;
  private final Map<String, Integer> positions = new HashMap<>();
  private final List<List<Integer>> needs = new ArrayList<>();

  GraphParts(MetaGraphDef metaGraph) {
    this.metaGraph = metaGraph;
    List<NodeDef> nodes = metaGraph.getGraphDef().getNodeList();
    for (int i = 0; i < nodes.size(); i++) {
      positions.put(nodes.get(i).getName(), i);
    }
    for (NodeDef node : nodes) {
      needs.add(positions(node.getInputList()));
    }
    for (String initializer : initializers()) {
      Integer fills = positions.get(initializer);
      if (fills != null) {
        needs.get(needs.get(fills).get(0)).add(fills);
      }
    }
  }

  /**
   * The part that some tensors need.
   *
   * @param outputs names of tensors that are wanted
   * @param inputs names of tensors that are given: their nodes are left out, and what only they
   *     need
   */
  Subgraph of(Collection<String> outputs, Collection<String> inputs) {
    BitSet needed = needed(outputs, inputs);
    GraphDef.Builder part = metaGraph.getGraphDef().toBuilder().clearNode();
    needed.stream().forEach(i -> part.addNode(metaGraph.getGraphDef().getNode(i)));
    return new Subgraph(
        part.build(), initializers().stream().filter(name -> contains(needed, name)).toList());
  }

  /** Which of some nodes the outputs need. */
  Set<String> dependencies(Collection<String> outputs, Collection<String> of) {
    BitSet needed = needed(outputs, List.of());
    Set<String> result = new HashSet<>(of);
    result.removeIf(node -> !contains(needed, node));
    return result;
  }

  /** All nodes that need one of some nodes, and these. */
  Set<String> dependents(Collection<String> on) {
    List<List<Integer>> users = new ArrayList<>();
    needs.forEach(node -> users.add(new ArrayList<>()));
    for (int user = 0; user < needs.size(); user++) {
      for (int input : needs.get(user)) {
        users.get(input).add(user);
      }
    }
    BitSet found = reached(positions(on), users, new BitSet());
    Set<String> names = new HashSet<>();
    found.stream().forEach(i -> names.add(metaGraph.getGraphDef().getNode(i).getName()));
    return names;
  }

  private BitSet needed(Collection<String> outputs, Collection<String> inputs) {
    BitSet given = new BitSet();
    positions(inputs).forEach(given::set);
    return reached(positions(outputs), needs, given);
  }

  /** The nodes that one comes to along some edges without going over others. */
  private static BitSet reached(
      List<Integer> from, List<List<Integer>> edges, BitSet withoutThese) {
    BitSet reached = new BitSet();
    List<Integer> open = new ArrayList<>(from);
    while (!open.isEmpty()) {
      int node = open.remove(open.size() - 1);
      if (!reached.get(node) && !withoutThese.get(node)) {
        reached.set(node);
        open.addAll(edges.get(node));
      }
    }
    return reached;
  }

  /** The nodes of tensors, those that the graph has. */
  private List<Integer> positions(Collection<String> tensors) {
    List<Integer> result = new ArrayList<>();
    for (String tensor : tensors) {
      Integer position = positions.get(Subgraph.node(tensor));
      if (position != null) {
        result.add(position);
      }
    }
    return result;
  }

  private boolean contains(BitSet nodes, String name) {
    Integer position = positions.get(name);
    return position != null && nodes.get(position);
  }

  private List<String> initializers() {
    return metaGraph.containsCollectionDef(FunctionTracer.TABLE_INITIALIZERS)
        ? metaGraph
            .getCollectionDefOrThrow(FunctionTracer.TABLE_INITIALIZERS)
            .getNodeList()
            .getValueList()
        : List.of();
  }
}
