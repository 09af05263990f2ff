package io.manabi.prediction.saved;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/** The nodes and the functions of a graph by their names. */
final class GraphNodes {
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions = new HashMap<>();

  GraphNodes(GraphDef graph) {
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
  }

  /** The name of the node in that of a tensor, such as {@code x:0}, {@code ^x} or {@code x:y:0}. */
  static String nodeName(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /** All nodes outside functions. */
  Collection<NodeDef> all() {
    return nodes.values();
  }

  /** The node that makes a tensor; empty if there is none. */
  Optional<NodeDef> makerOf(String tensor) {
    return Optional.ofNullable(nodes.get(nodeName(tensor)));
  }

  /** The functions that a node calls: it is one itself, or names them in its attributes. */
  List<FunctionDef> calledBy(NodeDef node) {
    List<String> names = new ArrayList<>(List.of(node.getOp()));
    for (AttrValue value : node.getAttrMap().values()) {
      if (value.hasFunc()) {
        names.add(value.getFunc().getName());
      }
      value.getList().getFuncList().stream().map(NameAttrList::getName).forEach(names::add);
    }
    return names.stream().filter(functions::containsKey).map(functions::get).toList();
  }
}
