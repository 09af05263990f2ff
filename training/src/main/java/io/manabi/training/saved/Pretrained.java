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
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.Graph;
import org.tensorflow.GraphImport;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A signature of a SavedModel, as one that Python wrote, to be a part of another model: its
 * variables are constants of the graph, so that nothing of it learns. It must come before whatever
 * learns, for no gradients go through the functions of such models, and all of it must fit into a
 * graph of 2 GB. Lookup tables and files are not taken along.
 */
public final class Pretrained {
  private static final String INITIALIZER = "__saved_model_init_op";
  private static final String ASSIGNED = "/pretrained_assign";

  private final GraphDef graph;
  private final SignatureDef signature;
  private final List<String> assigned;

  private Pretrained(GraphDef graph, SignatureDef signature, List<String> assigned) {
    this.graph = graph;
    this.signature = signature;
    this.assigned = List.copyOf(assigned);
  }

  /**
   * Reads a SavedModel.
   *
   * @param directory its folder
   * @param signature the name of the signature, mostly {@code serving_default}
   * @throws ManabiException if there is none, it has no such signature, or it has lookup tables or
   *     files
   */
  public static Pretrained read(Path directory, String signature) {
    try (SavedModelBundle bundle = SavedModelBundle.load(directory.toString(), "serve")) {
      MetaGraphDef model = bundle.metaGraphDef();
      SignatureDef found = model.getSignatureDefMap().get(signature);
      if (found == null) {
        throw ManabiException.user(
            "The model %s has no signature '%s'; it has %s."
                .formatted(
                    directory, signature, new TreeSet<>(model.getSignatureDefMap().keySet())));
      }
      requireOnlyVariables(directory, model);
      return frozen(bundle, found, digest(directory));
    } catch (TensorFlowException e) {
      throw ManabiException.user(
          "There is no SavedModel with the tag serve in %s: %s."
              .formatted(directory, String.valueOf(e.getMessage()).replaceFirst("\\.$", "")),
          e);
    }
  }

  private static void requireOnlyVariables(Path directory, MetaGraphDef model) {
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
  private static String digest(Path directory) {
    try {
      byte[] index = Files.readAllBytes(directory.resolve("variables").resolve("variables.index"));
      return "pretrained_" + Integer.toHexString(Arrays.hashCode(index));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(directory, e);
    }
  }

  private static Pretrained frozen(
      SavedModelBundle bundle, SignatureDef signature, String container) {
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
    return new Pretrained(part.build(), signature, assigned);
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

  private static String node(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.lastIndexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /**
   * A copy in another graph.
   *
   * @param outputs what the signature gives, by name
   * @param initializers to be run once by each session before it uses them
   */
  public record Copy(Map<String, Operand<?>> outputs, List<Operation> initializers) {}

  /**
   * Copies the signature into another graph.
   *
   * @param tf the other graph, with scope and device
   * @param inputs a tensor for each of its inputs
   * @throws ManabiException if an input is missing, unknown or of another type
   */
  public Copy into(Ops tf, Map<String, ? extends Operand<?>> inputs) {
    if (!(tf.scope().env() instanceof Graph target)) {
      throw new IllegalArgumentException("a model can be imported only into a Graph");
    }
    Map<String, TensorInfo> wanted = new TreeMap<>(signature.getInputsMap());
    if (!wanted.keySet().equals(inputs.keySet())) {
      throw ManabiException.user(
          "The pretrained model has the inputs %s, but was given %s."
              .formatted(wanted.keySet(), new TreeSet<>(inputs.keySet())));
    }
    Map<String, Output<?>> replacements = new TreeMap<>();
    inputs.forEach((name, input) -> replacements.put(replaced(name, input), input.asOutput()));
    Map<String, TensorInfo> outputs = new TreeMap<>(signature.getOutputsMap());
    List<String> tensors = outputs.values().stream().map(TensorInfo::getName).toList();
    List<Output<?>> copies =
        GraphImport.into(
            target,
            graph,
            tf.scope().makeOpName("pretrained"),
            tf.scope().getDeviceString(),
            replacements,
            tensors);
    Map<String, Operand<?>> named = new LinkedHashMap<>();
    int next = 0;
    for (String name : outputs.keySet()) {
      named.put(name, copies.get(next++));
    }
    String first = copies.get(0).op().name();
    String prefix = first.substring(0, first.length() - node(tensors.get(0)).length());
    return new Copy(
        named, assigned.stream().<Operation>map(name -> target.operation(prefix + name)).toList());
  }

  /** The tensor that an input takes the place of. */
  private String replaced(String name, Operand<?> input) {
    TensorInfo info = signature.getInputsOrThrow(name);
    if (input.asOutput().dataType() != info.getDtype()) {
      throw ManabiException.user(
          "The pretrained model needs the input '%s' as %s, but was given %s."
              .formatted(name, info.getDtype(), input.asOutput().dataType()));
    }
    return info.getName();
  }

  /** The shape of an output as the signature tells it, -1 for sizes that are not known. */
  public long[] shape(String output) {
    return signature.getOutputsOrThrow(output).getTensorShape().getDimList().stream()
        .mapToLong(dim -> dim.getSize())
        .toArray();
  }

  /** The names of what it gives. */
  public Set<String> outputs() {
    return new TreeSet<>(signature.getOutputsMap().keySet());
  }
}
