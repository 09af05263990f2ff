package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.GraphImport;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Compiled preprocessing: a TensorFlow graph with one signature per function. It is a value without
 * native resources, safe to share and to serialize. On disk it is a SavedModel with the tag {@code
 * serve} that any TensorFlow server can serve by itself.
 */
public final class TransformGraph implements Serializable {
  private static final long serialVersionUID = 1L;

  private final MetaGraphDef metaGraph;

  private TransformGraph(MetaGraphDef metaGraph) {
    this.metaGraph = metaGraph;
  }

  /**
   * Traces the functions of a preprocessing.
   *
   * @throws ManabiException if a function cannot be traced; the message names it
   */
  public static TransformGraph compile(Preprocessing preprocessing) {
    return new TransformGraph(FunctionTracer.trace(preprocessing.functions()));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws ManabiException if there is no SavedModel with the tag {@code serve}
   */
  public static TransformGraph read(Path directory) {
    return new TransformGraph(SavedModelFile.read(directory));
  }

  /**
   * Writes the graph as a SavedModel, as a whole or not at all; what was in the directory is gone.
   *
   * @throws ManabiException if it cannot be written
   */
  public void write(Path directory) {
    SavedModelFile.write(directory, metaGraph);
  }

  /** The names of the functions, sorted. */
  public Set<String> functions() {
    return new TreeSet<>(metaGraph.getSignatureDefMap().keySet());
  }

  /**
   * The signature of a function: tensor names, types and shapes of inputs and outputs.
   *
   * @throws ManabiException if there is no such function
   */
  public SignatureDef signature(String function) {
    SignatureDef signature = metaGraph.getSignatureDefMap().get(function);
    if (signature == null) {
      throw ManabiException.user(
          "The preprocessing has no function '" + function + "'; it has " + functions() + ".");
    }
    return signature;
  }

  /** The columns that a function reads, sorted by name. */
  public Schema inputs(String function) {
    return schema(function, "input", signature(function).getInputsMap());
  }

  /**
   * The columns that a function makes, sorted by name.
   *
   * @throws ManabiException if an output has another shape than [N] or a type that no column has;
   *     such a function is for the trainer's or the server's graph, not for files
   */
  public Schema outputs(String function) {
    return schema(function, "output", signature(function).getOutputsMap());
  }

  /**
   * Copies a function into another graph, on the device of {@code tf} and under a name scope named
   * as the function.
   *
   * @param tf the other graph, with scope and device
   * @param function the name of the function
   * @param inputs for each input column a tensor [N] of its type in the other graph
   * @return the outputs of the copy by name
   * @throws ManabiException if there is no such function, an input is missing or has another type
   */
  public Map<String, Output<?>> importInto(
      Ops tf, String function, Map<String, ? extends Operand<?>> inputs) {
    if (!(tf.scope().env() instanceof Graph target)) {
      throw new IllegalArgumentException("a transform graph can be imported only into a Graph");
    }
    SignatureDef signature = signature(function);
    Map<String, Output<?>> replacements = new TreeMap<>();
    signature
        .getInputsMap()
        .forEach(
            (name, info) ->
                replacements.put(
                    info.getName(), replacement(function, name, info, inputs.get(name))));
    List<String> names = new ArrayList<>();
    List<String> tensors = new ArrayList<>();
    signature
        .getOutputsMap()
        .forEach(
            (name, info) -> {
              names.add(name);
              tensors.add(info.getName());
            });
    GraphDef needed = Subgraph.of(metaGraph.getGraphDef(), tensors, replacements.keySet());
    List<Output<?>> copies =
        GraphImport.into(
            target,
            needed,
            tf.scope().makeOpName(function),
            tf.scope().getDeviceString(),
            replacements,
            tensors);
    Map<String, Output<?>> outputs = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      outputs.put(names.get(i), copies.get(i));
    }
    return outputs;
  }

  GraphDef graph() {
    return metaGraph.getGraphDef();
  }

  private static Output<?> replacement(
      String function, String column, TensorInfo info, @Nullable Operand<?> input) {
    if (input == null) {
      throw ManabiException.user(
          "Function '" + function + "' needs the column '" + column + "', which was not given.");
    }
    Output<?> output = input.asOutput();
    if (output.dataType() != info.getDtype()) {
      throw ManabiException.user(
          "Function '"
              + function
              + "' needs the column '"
              + column
              + "' as "
              + info.getDtype()
              + ", but was given "
              + output.dataType()
              + ".");
    }
    return output;
  }

  private static Schema schema(String function, String kind, Map<String, TensorInfo> tensors) {
    List<Column> columns = new ArrayList<>();
    new TreeMap<>(tensors).forEach((name, info) -> columns.add(column(function, kind, name, info)));
    return new Schema(columns);
  }

  private static Column column(String function, String kind, String name, TensorInfo info) {
    boolean vector = info.getTensorShape().getDimCount() == 1;
    return TensorTypes.columnType(info.getDtype())
        .filter(type -> vector)
        .map(type -> new Column(name, type))
        .orElseThrow(
            () ->
                ManabiException.user(
                    "The "
                        + kind
                        + " '"
                        + name
                        + "' of function '"
                        + function
                        + "' is no column: a column has one string, int64 or float per row, this is "
                        + info.getDtype()
                        + " with "
                        + info.getTensorShape().getDimCount()
                        + " dimensions."));
  }
}
