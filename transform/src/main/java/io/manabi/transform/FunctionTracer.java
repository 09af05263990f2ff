package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.UserCode;
import io.manabi.transform.Columns.Input;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TInt64;

/** Traces the functions of a preprocessing into one graph, each under a scope of its name. */
final class FunctionTracer {
  /** The tag under which servers look for a graph. */
  static final String TAG = "serve";

  /**
   * The collection of the ops that fill lookup tables. It is not TensorFlow's own, {@code
   * table_initializer}: TensorFlow Java runs the ops of that one without telling them where the
   * files are.
   */
  static final String TABLE_INITIALIZERS = "manabi_table_initializers";

  /** The collection with the op that servers run when they have loaded a graph. */
  static final String MAIN_OP = "saved_model_main_op";

  private static final String METHOD = "tensorflow/serving/predict";

  private FunctionTracer() {}

  /**
   * A traced preprocessing.
   *
   * @param metaGraph the graph, with a placeholder for each result of an analyzer
   * @param nodes the analyzers
   */
  record Traced(MetaGraphDef metaGraph, List<AnalyzerNode> nodes) {}

  static Traced trace(List<TransformFunction> functions) {
    if (functions.isEmpty()) {
      throw ManabiException.user("The preprocessing has no functions; it needs at least one.");
    }
    try (Graph graph = new Graph()) {
      Trace trace = new Trace(graph);
      MetaGraphDef.Builder result = MetaGraphDef.newBuilder();
      for (TransformFunction function : functions) {
        if (result.containsSignatureDef(function.name())) {
          throw ManabiException.user(
              "Function '" + function.name() + "' appears twice in the preprocessing.");
        }
        result.putSignatureDef(function.name(), trace(graph, trace, function));
      }
      addInitializers(graph, trace.initializers(), result);
      OutputRanges.put(trace.ranges(), result);
      result
          .setMetaInfoDef(
              MetaGraphDef.MetaInfoDef.newBuilder()
                  .addTags(TAG)
                  .setTensorflowVersion(TensorFlow.version()))
          .setGraphDef(ExactRows.of(graph, graph.toGraphDef(), inputs(result)));
      return new Traced(result.build(), trace.nodes());
    }
  }

  private static List<String> inputs(MetaGraphDef.Builder traced) {
    return traced.getSignatureDefMap().values().stream()
        .flatMap(signature -> signature.getInputsMap().values().stream())
        .map(TensorInfo::getName)
        .toList();
  }

  private static void addInitializers(
      Graph graph, List<Op> initializers, MetaGraphDef.Builder result) {
    if (initializers.isEmpty()) {
      return;
    }
    Op all =
        GraphOps.create(graph).withControlDependencies(initializers).withName("initialize").noOp();
    result
        .putCollectionDef(
            TABLE_INITIALIZERS,
            collection(initializers.stream().map(op -> op.op().name()).toList()))
        .putCollectionDef(MAIN_OP, collection(List.of(all.op().name())));
  }

  private static CollectionDef collection(List<String> nodes) {
    return CollectionDef.newBuilder()
        .setNodeList(CollectionDef.NodeList.newBuilder().addAllValue(nodes))
        .build();
  }

  private static SignatureDef trace(Graph graph, Trace trace, TransformFunction function) {
    Ops tf = GraphOps.create(graph).withSubScope(function.name());
    Ops inputScope = tf.withSubScope("inputs");
    SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName(METHOD);
    Map<String, Input> inputs = new LinkedHashMap<>();
    for (Column column : function.inputs().columns()) {
      inputs.put(column.name(), input(inputScope, column, signature));
    }
    Map<String, Operand<?>> outputs = build(tf, trace, function, inputs);
    OutputRows.require(graph, function.name(), inputs.values(), outputs);
    Ops outputScope = tf.withSubScope("outputs");
    // An identity of its own gives each output a name that tells, and the sorting the same graph
    // whatever the order of the user's map is.
    new TreeMap<>(outputs)
        .forEach((name, output) -> putOutput(outputScope, name, output, inputs, signature));
    return signature.build();
  }

  private static Input input(Ops tf, Column column, SignatureDef.Builder signature) {
    Operand<?> placeholder =
        tf.withName(NodeNames.of(column.name()))
            .placeholder(
                TensorTypes.tensorType(column.type()),
                Placeholder.shape(TensorTypes.shape(column)));
    signature.putInputs(column.name(), info(placeholder.asOutput()));
    if (!column.valueCount().isFixed()) {
      signature.putDefaults(column.name(), TensorTypes.missing(column.type()));
    }
    if (!column.valueCount().isRagged()) {
      return new Input(column, ColumnOps.normal(tf, placeholder), null);
    }
    Ops rows = tf.withSubScope(RaggedNames.scope(placeholder.op().name()));
    Ragged<?> ragged = ColumnOps.present(rows, column.type(), ColumnOps.rows(rows, placeholder));
    return new Input(column, ColumnOps.normal(rows, ragged.values()), ragged.rowSplits());
  }

  private static void putOutput(
      Ops tf,
      String name,
      Operand<?> output,
      Map<String, Input> inputs,
      SignatureDef.Builder signature) {
    Ops named = tf.withName(NodeNames.of(name));
    if (output instanceof Ragged<?> ragged) {
      signature.putOutputs(
          name, info(named.identity(ColumnOps.normal(tf, ragged.values())).asOutput()));
      signature.putOutputs(
          name + Ragged.SPLITS_SUFFIX,
          info(
              tf.withName(NodeNames.of(name + Ragged.SPLITS_SUFFIX))
                  .identity(ragged.rowSplits())
                  .asOutput()));
      return;
    }
    Operand<?> perRow = output.shape().numDimensions() == 0 ? repeated(tf, output, inputs) : output;
    signature.putOutputs(name, info(named.identity(ColumnOps.normal(tf, perRow)).asOutput()));
  }

  /** A scalar once for every row. */
  private static Operand<?> repeated(Ops tf, Operand<?> scalar, Map<String, Input> inputs) {
    Input any = inputs.values().iterator().next();
    Operand<TInt64> shape = tf.shape(any.values(), TInt64.class);
    Operand<TInt64> first =
        tf.slice(shape, tf.constant(new long[] {0}), tf.constant(new long[] {1}));
    Operand<TInt64> splits = any.rowSplits();
    Operand<TInt64> rows =
        splits == null ? first : tf.math.sub(tf.shape(splits, TInt64.class), tf.constant(1L));
    return tf.fill(rows, scalar);
  }

  private static Map<String, Operand<?>> build(
      Ops tf, Trace trace, TransformFunction function, Map<String, Input> inputs) {
    try {
      Map<String, Operand<?>> outputs =
          function.body().build(tf, new Columns(trace, tf, function.name(), inputs));
      if (outputs.isEmpty()) {
        throw ManabiException.user(
            "Function '" + function.name() + "' has no outputs; it needs at least one.");
      }
      return outputs;
    } catch (ManabiException e) {
      throw e;
    } catch (RuntimeException e) {
      throw ManabiException.user(
          "Function '%s' cannot be traced: %s%s."
              .formatted(function.name(), Failures.firstLine(e), UserCode.place(e)),
          e);
    }
  }

  static TensorInfo info(Output<?> output) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (output.shape().isUnknown()) {
      shape.setUnknownRank(true);
    } else {
      for (long size : output.shape().asArray()) {
        shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
      }
    }
    return TensorInfo.newBuilder()
        .setName(output.op().name() + ":" + output.index())
        .setDtype(output.dataType())
        .setTensorShape(shape)
        .build();
  }
}
