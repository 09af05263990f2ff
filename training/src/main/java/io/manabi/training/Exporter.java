package io.manabi.training;

import io.manabi.core.Column;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Parameter;
import io.manabi.training.saved.SavedModelWriter;
import io.manabi.training.saved.SavedModelWriter.Endpoints;
import io.manabi.training.saved.Saver;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Merges the transform graph and a trained model into one SavedModel. */
final class Exporter {
  private final TrainingSpec spec;
  private final TransformGraph transform;

  Exporter(TrainingSpec spec) {
    this.spec = spec;
    this.transform = TransformGraph.read(spec.input().transform());
  }

  /**
   * Writes the SavedModel.
   *
   * @param checkpoint the prefix of the checkpoint with the values of the parameters
   * @param directory the directory to write
   */
  void export(Path checkpoint, Path directory) {
    List<Parameter> parameters = ModelParameters.collect(spec);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      ParameterStore store = ParameterStore.local(tf, parameters);
      Function<Parameter, Operand<TFloat32>> values =
          TrainGraph.byName(parameters, Evaluator.read(tf, store));
      Map<String, Endpoints> signatures = new LinkedHashMap<>();
      for (ServingSignature signature : spec.serving()) {
        Ops scope = tf.withSubScope(signature.name());
        signatures.put(signature.name(), endpoints(scope, signature, values));
      }
      Saver saver = Saver.build(tf, store.entries());
      try (Session session = new Session(graph)) {
        saver.restore(session, checkpoint);
        SavedModelWriter.write(directory, graph, session, saver, signatures);
      }
    }
  }

  private Endpoints endpoints(
      Ops tf, ServingSignature signature, Function<Parameter, Operand<TFloat32>> values) {
    if (signature instanceof ServingSignature.Features features) {
      Map<String, Operand<?>> inputs = new LinkedHashMap<>();
      features
          .inputs()
          .forEach((name, shape) -> inputs.put(name, placeholder(tf, name, TFloat32.class, shape)));
      return new Endpoints(inputs, predictions(tf, inputs, values));
    }
    String function = function(signature);
    Map<String, Operand<?>> inputs = new LinkedHashMap<>();
    for (Column column : transform.inputs(function).columns()) {
      inputs.put(
          column.name(),
          placeholder(tf, column.name(), typeOf(column), Shape.of(Shape.UNKNOWN_SIZE)));
    }
    Map<String, Operand<?>> features =
        new LinkedHashMap<>(transform.importInto(tf, function, inputs).outputs());
    boolean only = signature instanceof ServingSignature.TransformOnly;
    return new Endpoints(inputs, only ? features : predictions(tf, features, values));
  }

  private static String function(ServingSignature signature) {
    if (signature instanceof ServingSignature.Transformed transformed) {
      return transformed.function();
    }
    return ((ServingSignature.TransformOnly) signature).function();
  }

  private Map<String, Operand<?>> predictions(
      Ops tf, Map<String, Operand<?>> features, Function<Parameter, Operand<TFloat32>> values) {
    return spec.model()
        .build(new Network(tf, Mode.SERVE, values), new Features(features))
        .predictions();
  }

  private static <T extends TType> Operand<T> placeholder(
      Ops tf, String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
  }

  private static Class<? extends TType> typeOf(Column column) {
    return switch (column.type()) {
      case INT64 -> TInt64.class;
      case FLOAT -> TFloat32.class;
      case BYTES -> TString.class;
    };
  }
}
