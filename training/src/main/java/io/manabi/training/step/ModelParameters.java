package io.manabi.training.step;

import io.manabi.core.ManabiException;
import io.manabi.training.input.RecordDataset;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Parameter;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.spec.TransformImports;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Finds out which parameters a model has, by building it once in a graph that is thrown away. They
 * must be known before the real graph is built, so that they can be placed and sent together.
 */
public final class ModelParameters {
  private ModelParameters() {}

  /** The parameters of the model, in its order. */
  public static List<Parameter> collect(TrainingSpec spec) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.create(graph);
      RecordDataset dataset =
          RecordDataset.forEvaluation(tf, spec.input().train(), spec.schedule().batchSize());
      Network network =
          new Network(
              tf,
              Mode.TRAIN,
              parameter -> {
                Parameter previous = parameters.put(parameter.name(), parameter);
                if (previous != null) {
                  throw ManabiException.user(
                      "Two layers of the model have a parameter named "
                          + parameter.name()
                          + "; give each layer a name of its own.");
                }
                return tf.placeholder(TFloat32.class, Placeholder.shape(parameter.shape()));
              });
      Features features =
          Features.ofRecords(
              tf, spec.input(), dataset.records(), TransformImports.of(spec.input()));
      Set<GraphOperation> before = BuiltModel.operations(graph);
      BuiltModel.of(spec.model(), network, features);
      BuiltModel.requireNoMixedExamples(graph, before);
    }
    return new ArrayList<>(parameters.values());
  }
}
