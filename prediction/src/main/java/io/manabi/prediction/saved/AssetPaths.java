package io.manabi.prediction.saved;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The tensors that hold nothing but the path of an asset, a file of the model itself. TensorFlow 2
 * puts paths into variables before it gives them to functions.
 */
final class AssetPaths {
  private static final Set<String> HARMLESS =
      Set.of("ReadVariableOp", "VarIsInitializedOp", "DestroyResourceOp");

  private final GraphNodes graph;
  private final Set<String> fed = new HashSet<>();

  /** What uses a variable, by the name of its node. */
  private final Map<String, List<NodeDef>> uses = new HashMap<>();

  AssetPaths(MetaGraphDef metaGraph, GraphNodes graph) {
    this.graph = graph;
    metaGraph
        .getAssetFileDefList()
        .forEach(asset -> fed.add(GraphNodes.nodeName(asset.getTensorInfo().getName())));
    for (NodeDef node : graph.all()) {
      node.getInputList()
          .forEach(
              input ->
                  uses.computeIfAbsent(GraphNodes.nodeName(input), name -> new ArrayList<>())
                      .add(node));
    }
  }

  /** Whether a tensor of the graph is one. */
  boolean isOne(String tensor) {
    if (fed.contains(GraphNodes.nodeName(tensor))) {
      return true;
    }
    Optional<NodeDef> maker = graph.makerOf(tensor);
    if (maker.isEmpty() || maker.get().getInputCount() == 0) {
      return false;
    }
    String input = maker.get().getInput(0);
    return switch (maker.get().getOp()) {
      case "Identity" -> isOne(input);
      case "ReadVariableOp" -> graph.makerOf(input).filter(this::holdsOne).isPresent();
      default -> false;
    };
  }

  private boolean holdsOne(NodeDef variable) {
    List<NodeDef> users = uses.getOrDefault(variable.getName(), List.of());
    return variable.getOp().equals("VarHandleOp")
        && users.stream().anyMatch(use -> use.getOp().equals("AssignVariableOp"))
        && users.stream()
            .allMatch(
                use ->
                    HARMLESS.contains(use.getOp())
                        || (use.getOp().equals("AssignVariableOp")
                            && fed.contains(GraphNodes.nodeName(use.getInput(1)))));
  }
}
