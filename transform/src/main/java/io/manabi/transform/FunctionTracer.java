package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Traces the functions of a preprocessing into one graph, each under a scope of its name. */
final class FunctionTracer {
  /** The tag under which servers look for a graph. */
  static final String TAG = "serve";

  private static final String METHOD = "tensorflow/serving/predict";

  private FunctionTracer() {}

  static MetaGraphDef trace(List<TransformFunction> functions) {
    if (functions.isEmpty()) {
      throw ManabiException.user("The preprocessing has no functions; it needs at least one.");
    }
    try (Graph graph = new Graph()) {
      MetaGraphDef.Builder result = MetaGraphDef.newBuilder();
      for (TransformFunction function : functions) {
        if (result.containsSignatureDef(function.name())) {
          throw ManabiException.user(
              "Function '" + function.name() + "' appears twice in the preprocessing.");
        }
        result.putSignatureDef(function.name(), trace(graph, function));
      }
      return result
          .setMetaInfoDef(
              MetaGraphDef.MetaInfoDef.newBuilder()
                  .addTags(TAG)
                  .setTensorflowVersion(TensorFlow.version()))
          .setGraphDef(graph.toGraphDef())
          .build();
    }
  }

  private static SignatureDef trace(Graph graph, TransformFunction function) {
    Ops tf = Ops.create(graph).withSubScope(function.name());
    Ops inputScope = tf.withSubScope("inputs");
    Map<String, Operand<?>> inputs = new LinkedHashMap<>();
    for (Column column : function.inputs().columns()) {
      inputs.put(
          column.name(),
          TensorTypes.placeholder(inputScope.withName(opName(column.name())), column.type()));
    }
    Map<String, Operand<?>> outputs = build(tf, function, inputs);
    Ops outputScope = tf.withSubScope("outputs");
    SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName(METHOD);
    inputs.forEach((name, input) -> signature.putInputs(name, info(input.asOutput())));
    // An identity of its own gives each output a name that tells, and the sorting the same graph
    // whatever the order of the user's map is.
    new TreeMap<>(outputs)
        .forEach(
            (name, output) ->
                signature.putOutputs(
                    name, info(outputScope.withName(opName(name)).identity(output).asOutput())));
    return signature.build();
  }

  private static Map<String, Operand<?>> build(
      Ops tf, TransformFunction function, Map<String, Operand<?>> inputs) {
    try {
      Map<String, Operand<?>> outputs =
          function.body().build(tf, new Columns(function.name(), inputs));
      if (outputs.isEmpty()) {
        throw ManabiException.user(
            "Function '" + function.name() + "' has no outputs; it needs at least one.");
      }
      return outputs;
    } catch (ManabiException e) {
      throw e;
    } catch (RuntimeException e) {
      throw ManabiException.user(
          "Function '" + function.name() + "' cannot be traced: " + Failures.firstLine(e) + ".", e);
    }
  }

  /** A name for an op: the column's with whatever TensorFlow forbids replaced. */
  private static String opName(String name) {
    String allowed = name.replaceAll("[^A-Za-z0-9_.\\-]", "_");
    return allowed.matches("[A-Za-z0-9.].*") ? allowed : "c" + allowed;
  }

  private static TensorInfo info(Output<?> output) {
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
