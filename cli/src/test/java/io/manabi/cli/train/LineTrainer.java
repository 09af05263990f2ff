package io.manabi.cli.train;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.FloatList;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.training.Learning;
import io.manabi.training.Metric;
import io.manabi.training.ModelOutputs;
import io.manabi.training.ServingSignature;
import io.manabi.training.Trainer;
import io.manabi.training.TrainerArguments;
import io.manabi.training.TrainerFlag;
import io.manabi.training.TrainingSpec;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Regression;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What a user writes: learns that y is twice x, with a flag of its own. */
public final class LineTrainer {
  private static final TrainerFlag RATE =
      new TrainerFlag("--learning-rate", "R", "the learning rate", "0.1");

  private LineTrainer() {}

  /** Runs a task. */
  public static void main(String[] args) {
    Trainer.main(args, List.of(RATE), LineTrainer::spec);
  }

  private static TrainingSpec spec(TrainerArguments arguments) {
    long steps = arguments.steps(100, 10, ClusterConfig.parse(System.getenv("TF_CONFIG")));
    return new TrainingSpec(
        LineTrainer::build,
        new TrainingSpec.Input(
            arguments.files("train"),
            arguments.files("test"),
            Schema.of(Column.floats("x"), Column.floats("y")),
            arguments.dataDir().resolve("transform")),
        arguments.schedule(steps, 10, 100),
        new Learning(
            new Optimizer.Sgd(),
            new LearningRate.Constant((float) arguments.number("--learning-rate"))),
        arguments.strategy(),
        List.of(new ServingSignature.Features("serving_default", Map.of("x", Shape.of(-1)))),
        arguments.jobDir(),
        arguments.watching());
  }

  private static ModelOutputs build(Network network, io.manabi.training.Features features) {
    Ops tf = network.tf();
    Operand<TFloat32> x = tf.expandDims(features.floats("x"), tf.constant(1));
    Operand<TFloat32> y = tf.squeeze(network.dense("line", x, 1));
    Map<String, Operand<?>> predictions = Map.of("y", y);
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(predictions);
    }
    Operand<TFloat32> labels = features.floats("y");
    return new ModelOutputs(
        predictions,
        Optional.of(Regression.meanSquaredError(tf, y, labels)),
        Map.of("rmse", new Metric.RootMeanSquaredError(labels, y)));
  }

  /** Writes what there is to learn from. */
  static void writeData(Path folder) throws IOException {
    Preprocessing none =
        () ->
            List.of(
                new TransformFunction(
                    "features",
                    Schema.of(Column.floats("x")),
                    (tf, columns) -> Map.of("x", columns.floats("x"))));
    TransformGraph.compile(none).write(folder.resolve("transform"));
    for (String dataSet : List.of("train", "test")) {
      Path file = folder.resolve(dataSet + "-00000-of-00001.tfrecord");
      try (TfRecordWriter writer = TfRecordWriter.create(file)) {
        for (int i = 0; i < 100; i++) {
          float x = i / 50f - 1;
          Features features =
              Features.newBuilder()
                  .putFeature("x", feature(x))
                  .putFeature("y", feature(2 * x))
                  .build();
          writer.write(Example.newBuilder().setFeatures(features).build().toByteArray());
        }
      }
    }
  }

  private static Feature feature(float value) {
    return Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(value)).build();
  }
}
