package io.manabi.training.saved;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
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
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A signature of a SavedModel, as one that Python wrote, to be a part of another model: its
 * variables are constants of the graph, so that nothing of it learns. It must come before whatever
 * learns, for no gradients go through the functions of such models, and all of it must fit into a
 * graph of 2 GB. Lookup tables and files are not taken along.
 */
public final class Pretrained {
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
      FrozenModel.requireOnlyVariables(directory, model);
      FrozenModel frozen = FrozenModel.of(bundle, found, FrozenModel.digest(directory));
      return new Pretrained(frozen.graph(), found, frozen.assigned());
    } catch (TensorFlowException e) {
      throw ManabiException.user(
          "There is no SavedModel with the tag serve in %s: %s."
              .formatted(directory, String.valueOf(e.getMessage()).replaceFirst("\\.$", "")),
          e);
    }
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
    String prefix = first.substring(0, first.length() - FrozenModel.node(tensors.get(0)).length());
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
