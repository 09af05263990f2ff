package io.manabi.training.saved;

import com.google.protobuf.ByteString;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;

/**
 * The part of a SavedModel that a signature needs, with the values of its variables.
 *
 * @param graph nodes and functions
 * @param assigned the names of the nodes that give variables their values
 */
record FrozenModel(GraphDef graph, List<String> assigned) {
  private static final String INITIALIZER = "__saved_model_init_op";
  private static final String ASSIGNED = "/pretrained_assign";

  FrozenModel {
    assigned = List.copyOf(assigned);
  }

  /**
   * Checks that there is nothing else to take along.
   *
   * @throws ManabiException if there are lookup tables or files
   */
  static void requireOnlyVariables(Path directory, MetaGraphDef model) {
    SignatureDef first = model.getSignatureDefMap().get(INITIALIZER);
    boolean tables =
        first != null
            && first.getOutputsMap().values().stream()
                .map(each -> node(each.getName()))
                .anyMatch(
                    name ->
                        model.getGraphDef().getNodeList().stream()
                            .anyMatch(
                                each -> each.getName().equals(name) && each.getInputCount() > 0));
    if (tables || model.getAssetFileDefCount() > 0) {
      throw ManabiException.user(
          "The model %s has lookup tables or files, which cannot be taken along; export the part behind them, as the layers above the text vectorization."
              .formatted(directory));
    }
  }

  /** Two models, or two versions of one, have variables of different names. */
  static String digest(Path directory) {
    try {
      byte[] index = Files.readAllBytes(directory.resolve("variables").resolve("variables.index"));
      return "pretrained_" + Integer.toHexString(Arrays.hashCode(index));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(directory, e);
    }
  }

  /**
   * Takes a signature out of a model.
   *
   * @param container what the names of variables begin with
   */
  static FrozenModel of(SavedModelBundle bundle, SignatureDef signature, String container) {
    GraphDef all = bundle.metaGraphDef().getGraphDef();
    GraphDef.Builder part = all.toBuilder().clearNode();
    List<String> assigned = new ArrayList<>();
    for (NodeDef node : needed(all, signature)) {
      if (!node.getOp().equals("VarHandleOp")) {
        part.addNode(node);
        continue;
      }
      String name = node.getName();
      NodeDef value = Constants.of(bundle, node, name + "/pretrained_value");
      part.addNode(
          node.toBuilder()
              .putAttr("shared_name", text(container + "/" + name))
              .putAttr("container", text("")));
      part.addNode(value);
      part.addNode(
          NodeDef.newBuilder()
              .setName(name + ASSIGNED)
              .setOp("AssignVariableOp")
              .addInput(name)
              .addInput(value.getName())
              .putAttr("dtype", node.getAttrOrThrow("dtype")));
      assigned.add(name + ASSIGNED);
    }
    return new FrozenModel(part.build(), assigned);
  }

  private static AttrValue text(String text) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
  }

  /** The nodes that the outputs of a signature need, without those of its inputs. */
  private static List<NodeDef> needed(GraphDef graph, SignatureDef signature) {
    Map<String, NodeDef> byName = new LinkedHashMap<>();
    graph.getNodeList().forEach(node -> byName.put(node.getName(), node));
    Set<String> seen = new HashSet<>();
    signature.getInputsMap().values().forEach(input -> seen.add(node(input.getName())));
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    signature.getOutputsMap().values().forEach(output -> open.add(node(output.getName())));
    while (!open.isEmpty()) {
      String name = open.remove();
      NodeDef node = byName.get(name);
      if (node != null && seen.add(name)) {
        found.add(name);
        node.getInputList().forEach(input -> open.add(node(input)));
      }
    }
    return graph.getNodeList().stream().filter(node -> found.contains(node.getName())).toList();
  }

  /** The node of a tensor, or of an input of a node. */
  static String node(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.lastIndexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
