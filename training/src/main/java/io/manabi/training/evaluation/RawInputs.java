package io.manabi.training.evaluation;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.spec.TransformImports;
import io.manabi.training.step.BuiltModel;
import io.manabi.transform.TransformGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * What is fed to a transform function in a served model: all of its columns, or those that the
 * model needs.
 *
 * @param function the name of the function
 * @param signature its signature
 * @param columns the columns that are fed
 * @param outputs the outputs of the function that are made of them
 */
record RawInputs(String function, SignatureDef signature, Schema columns, Set<String> outputs) {

  /** All columns of a function. */
  static RawInputs of(TransformGraph transform, String function) {
    SignatureDef signature = transform.signature(function);
    return new RawInputs(
        function, signature, transform.inputs(function), signature.getOutputsMap().keySet());
  }

  /**
   * The columns of the features that the model asks for to serve; the label is not among them. To
   * find out, the model is built once in a graph that is thrown away.
   */
  static RawInputs toServe(TrainingSpec spec, TransformGraph transform, String function) {
    RawInputs all = of(transform, function);
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.create(graph);
      Network network =
          new Network(
              tf,
              Mode.SERVE,
              parameter -> tf.placeholder(TFloat32.class, Placeholder.shape(parameter.shape())));
      TransformImports imports = new TransformImports(transform);
      Features features =
          new Features(tf, imports.copy(tf, function, all.placeholders(tf)), imports);
      Map<String, Operand<?>> predictions =
          BuiltModel.of(spec.model(), network, features).predictions();
      features.requireNeeded(graph, predictions.values(), "function " + function);
      Set<String> asked = features.asked();
      if (asked.isEmpty()) {
        throw ManabiException.user(
            "The model answers without any feature of the function '"
                + function
                + "', so it cannot be served by raw columns; correct the model.");
      }
      return new RawInputs(function, all.signature, transform.inputs(function, asked), asked);
    }
  }

  /** A placeholder for each column, in which a client sends it: ragged rows are filled up. */
  Map<String, Operand<?>> placeholders(Ops tf) {
    Map<String, Operand<?>> placeholders = new LinkedHashMap<>();
    for (Column column : columns.columns()) {
      String name = column.name();
      Shape shape =
          Shape.of(
              signature.getInputsOrThrow(name).getTensorShape().getDimList().stream()
                  .mapToLong(TensorShapeProto.Dim::getSize)
                  .toArray());
      placeholders.put(
          name,
          switch (column.type()) {
            case INT64 -> Exporter.placeholder(tf, name, TInt64.class, shape);
            case FLOAT -> Exporter.placeholder(tf, name, TFloat32.class, shape);
            case BYTES -> Exporter.placeholder(tf, name, TString.class, shape);
          });
    }
    return placeholders;
  }

  /**
   * The inputs with as many rows each: a default has one, which servers feed as it is.
   *
   * @param inputs as of {@link #placeholders}
   */
  Map<String, Operand<?>> broadcast(Ops tf, Map<String, Operand<?>> inputs) {
    Set<String> optional = defaults().keySet();
    Ops scope = tf.withSubScope("defaults");
    Operand<TInt64> most = scope.constant(1L);
    for (Map.Entry<String, Operand<?>> input : inputs.entrySet()) {
      Operand<TInt64> rows = rows(scope, input.getValue());
      if (!optional.contains(input.getKey())) {
        most = rows;
        break;
      }
      most = scope.math.maximum(most, rows);
    }
    Map<String, Operand<?>> all = new LinkedHashMap<>(inputs);
    for (String name : optional) {
      Operand<?> input = requireNonNull(inputs.get(name));
      Operand<TInt64> shape = scope.shape(input, TInt64.class);
      Operand<TInt64> wanted =
          scope.concat(
              List.of(
                  scope.expandDims(most, scope.constant(0)),
                  scope.slice(shape, scope.array(1L), scope.array(-1L))),
              scope.constant(0));
      all.put(name, scope.broadcastTo(input, wanted));
    }
    return all;
  }

  private static Operand<TInt64> rows(Ops tf, Operand<?> input) {
    return tf.gather(tf.shape(input, TInt64.class), tf.constant(0), tf.constant(0));
  }

  /** What stands for a missing value of each column that a client may leave out. */
  Map<String, TensorProto> defaults() {
    Map<String, TensorProto> defaults = new LinkedHashMap<>(signature.getDefaultsMap());
    defaults.keySet().retainAll(columns.columns().stream().map(Column::name).toList());
    return defaults;
  }

  /**
   * What the function makes.
   *
   * @param inputs a tensor for each column
   */
  Features features(Ops tf, Map<String, Operand<?>> inputs, TransformImports imports) {
    return new Features(tf, imports.copy(tf, function, inputs, outputs), imports);
  }
}
