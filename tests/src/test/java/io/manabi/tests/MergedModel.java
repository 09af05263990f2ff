package io.manabi.tests;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.pipelines.preprocess.PreprocessResult;
import io.manabi.training.Trainer;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.network.Initializer;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.Checkpoints;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A model that answers with the features it sees, to compare them.
 *
 * @param columns the features
 */
record MergedModel(Schema columns) implements Model {
  /** The signature that takes raw columns. */
  static final String BY_COLUMNS = "by_columns";

  /** The signature that takes serialized Examples of raw columns. */
  static final String BY_EXAMPLES = "by_examples";

  /**
   * Trains the model for a step and exports it.
   *
   * @param function the function of the transform graph that made the records
   * @param job an empty folder
   * @return the folder of the SavedModel
   */
  static Path export(PreprocessResult preprocessed, String function, Path job) throws Exception {
    Schema columns = TransformGraph.read(preprocessed.transform().path()).outputs(function);
    RecordFiles records = RecordFiles.whole(preprocessed.dataSet("train").paths());
    Trainer.run(
        new TrainingSpec(
            new MergedModel(columns),
            new TrainingSpec.Input(records, records, columns, preprocessed.transform().path()),
            new TrainingSpec.Schedule(1, 1, Checkpoints.every(Duration.ofMinutes(1)), 8, 1, 1),
            new Learning(new Optimizer.Adam(), new LearningRate.Constant(0.01f)),
            Strategy.PS_ASYNC,
            List.of(
                new ServingSignature.RawColumns(BY_COLUMNS, function),
                new ServingSignature.Examples(BY_EXAMPLES, function)),
            job),
        ClusterConfig.local());
    return savedModel(job);
  }

  private static Path savedModel(Path job) throws IOException {
    try (Stream<Path> files = Files.walk(job)) {
      return files
          .filter(file -> file.endsWith("saved_model.pb"))
          .map(Path::getParent)
          .findFirst()
          .orElseThrow();
    }
  }

  @Override
  public ModelOutputs build(Network network, Features features) {
    Ops tf = network.tf();
    Operand<TFloat32> weight =
        network.parameter("weight", Shape.scalar(), new Initializer.Constant(1));
    if (network.mode() != Mode.SERVE) {
      return new ModelOutputs(Map.of(), Optional.of(tf.math.square(weight)), Map.of());
    }
    Map<String, Operand<?>> seen = new TreeMap<>();
    for (Column column : columns.columns()) {
      seen.put(column.name(), tf.identity(feature(features, column)));
    }
    return ModelOutputs.predictions(seen);
  }

  private static Operand<?> feature(Features features, Column column) {
    boolean ragged = column.valueCount().isRagged();
    return switch (column.type()) {
      case INT64 ->
          ragged ? features.raggedInt64s(column.name()).values() : features.int64s(column.name());
      case FLOAT ->
          ragged ? features.raggedFloats(column.name()).values() : features.floats(column.name());
      case BYTES ->
          ragged ? features.raggedBytes(column.name()).values() : features.bytes(column.name());
    };
  }
}
