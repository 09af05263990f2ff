package io.manabi.training.evaluation;

import io.manabi.core.ManabiException;
import io.manabi.training.input.ExampleParser;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Parameter;
import io.manabi.training.network.Parameters;
import io.manabi.training.network.Regularization;
import io.manabi.training.parameters.ParameterStore;
import io.manabi.training.saved.SavedModelWriter;
import io.manabi.training.saved.SavedModelWriter.Endpoints;
import io.manabi.training.saved.SavedModelWriter.StartUp;
import io.manabi.training.saved.Saver;
import io.manabi.training.saved.Variables;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.spec.TransformImports;
import io.manabi.training.step.BuiltModel;
import io.manabi.transform.NodeNames;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Merges the transform graph and a trained model into one SavedModel. */
public final class Exporter {
  private final TrainingSpec spec;
  private final List<Parameter> parameters;
  private final TransformGraph transform;

  /**
   * Exports what is trained so.
   *
   * @param parameters those of the model
   */
  public Exporter(TrainingSpec spec, List<Parameter> parameters) {
    this.spec = spec;
    this.parameters = parameters;
    this.transform = TransformGraph.read(spec.input().transform());
  }

  /**
   * Builds the graph to serve and throws it away, before a model is trained for nothing.
   *
   * @throws ManabiException if the model cannot be exported
   */
  public void check() {
    try (Graph graph = new Graph()) {
      build(graph);
    }
  }

  /**
   * Writes the SavedModel.
   *
   * @param checkpoint the prefix of the checkpoint with the values of the parameters
   * @param directory the directory to write
   */
  public void export(Path checkpoint, Path directory) {
    try (Graph graph = new Graph()) {
      Served served = build(graph);
      Ops tf = GraphOps.create(graph);
      Saver saver = Saver.build(tf.withSubScope("save"), served.store().entries());
      Regularization regularization = spec.learning().regularization();
      Saver averages =
          regularization.averages()
              ? Saver.build(
                  tf.withSubScope("averages"), served.store().entriesToUse(regularization))
              : saver;
      try (Session session = new Session(graph)) {
        averages.restore(session, checkpoint);
        SavedModelWriter.write(
            directory,
            graph,
            session,
            saver,
            new SavedModelWriter.Contents(
                served.signatures(), served.startUp(), served.variables()));
      }
    }
  }

  /** What a graph to serve has. */
  private record Served(
      ParameterStore store,
      List<Variables.Described> variables,
      Map<String, Endpoints> signatures,
      StartUp startUp) {}

  private Served build(Graph graph) {
    Ops tf = GraphOps.create(graph);
    ParameterStore store = ParameterStore.local(tf, parameters);
    List<Operand<TFloat32>> read = store.read(tf);
    Parameters values = Parameters.byName(parameters, read);
    TransformImports imports = new TransformImports(transform);
    Map<String, Endpoints> signatures = new LinkedHashMap<>();
    for (ServingSignature signature : spec.serving()) {
      Ops scope = tf.withSubScope(NodeNames.of(signature.name()));
      signatures.put(signature.name(), endpoints(scope, signature, values, imports));
    }
    return new Served(store, store.describe(read), signatures, imports.startUp());
  }

  /** What a client sends for a signature, and what it gets. */
  private Endpoints endpoints(
      Ops tf, ServingSignature signature, Parameters values, TransformImports imports) {
    if (signature instanceof ServingSignature.Features features) {
      Map<String, Operand<?>> inputs = new LinkedHashMap<>();
      features
          .inputs()
          .forEach((name, shape) -> inputs.put(name, placeholder(tf, name, TFloat32.class, shape)));
      Features given = new Features(tf, inputs, imports);
      Map<String, Operand<?>> predictions = predictions(tf, signature, given, values);
      String what = "signature " + signature.name();
      given.requireNeeded((Graph) tf.scope().env(), predictions.values(), what);
      if (!given.asked().containsAll(inputs.keySet())) {
        throw ManabiException.user(
            "The signature '%s' has the inputs %s, but the model asks only for %s to serve; leave out the others."
                .formatted(signature.name(), new TreeSet<>(inputs.keySet()), given.asked()));
      }
      return new Endpoints(inputs, Map.of(), predictions);
    }
    if (signature instanceof ServingSignature.TransformOnly only) {
      RawInputs raw = RawInputs.of(transform, only.function());
      Map<String, Operand<?>> inputs = raw.placeholders(tf);
      return new Endpoints(
          inputs,
          raw.defaults(),
          withRowSplits(imports.copy(tf, only.function(), raw.broadcast(tf, inputs))));
    }
    if (signature instanceof ServingSignature.RawColumns columns) {
      RawInputs raw = RawInputs.toServe(spec, transform, columns.function());
      Map<String, Operand<?>> inputs = raw.placeholders(tf);
      return new Endpoints(
          inputs,
          raw.defaults(),
          predictions(tf, signature, raw.features(tf, raw.broadcast(tf, inputs), imports), values));
    }
    ServingSignature.Examples examples = (ServingSignature.Examples) signature;
    RawInputs raw = RawInputs.toServe(spec, transform, examples.function());
    Operand<TString> records =
        placeholder(
            tf, ServingSignature.Examples.INPUT, TString.class, Shape.of(Shape.UNKNOWN_SIZE));
    Features features = raw.features(tf, ExampleParser.parse(tf, records, raw.columns()), imports);
    return new Endpoints(
        Map.of(ServingSignature.Examples.INPUT, records),
        Map.of(),
        predictions(tf, signature, features, values));
  }

  private Map<String, Operand<?>> predictions(
      Ops tf, ServingSignature signature, Features features, Parameters values) {
    Map<String, Operand<?>> predictions =
        BuiltModel.of(spec.model(), new Network(tf, Mode.SERVE, values), features).predictions();
    BuiltModel.requirePredictions(signature.name(), predictions);
    return predictions;
  }

  /** The same, with the row splits of ragged outputs as outputs of their own. */
  private static Map<String, Operand<?>> withRowSplits(Map<String, Operand<?>> outputs) {
    Map<String, Operand<?>> tensors = new LinkedHashMap<>(outputs);
    outputs.forEach(
        (name, output) -> {
          if (output instanceof Ragged<?> ragged) {
            tensors.put(name + Ragged.SPLITS_SUFFIX, ragged.rowSplits());
          }
        });
    return tensors;
  }

  static <T extends TType> Operand<T> placeholder(Ops tf, String name, Class<T> type, Shape shape) {
    return tf.withName(NodeNames.of(name)).placeholder(type, Placeholder.shape(shape));
  }
}
