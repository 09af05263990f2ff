package io.manabi.cli.train;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.FloatList;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.training.Trainer;
import io.manabi.training.models.RegressionHead;
import io.manabi.training.models.Sequential;
import io.manabi.training.network.Layers;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.spec.TrainerArguments;
import io.manabi.training.spec.TrainerFlag;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** What a user writes: learns that y is twice x, with a flag of its own. */
public final class LineTrainer {
  private static final TrainerFlag RATE =
      TrainerFlag.number("--learning-rate", 0.1, "the learning rate");

  private LineTrainer() {}

  /** Runs a task. */
  public static void main(String[] args) {
    Trainer.main(args, List.of(RATE), LineTrainer::spec);
  }

  private static TrainingSpec spec(TrainerArguments arguments) {
    return TrainingSpec.builder(arguments)
        .records(Schema.of(Column.floats("x"), Column.floats("y")), "features")
        .model(
            Sequential.of("x", Layers.reshape(1), Layers.dense("line", 1))
                .compile(RegressionHead.of("y")))
        .optimizer(new Optimizer.Sgd(), arguments.number("--learning-rate"))
        .batchSize(10)
        .steps(100)
        .shuffleBuffer(100)
        .serving(new ServingSignature.Features("serving_default", Map.of("x", Shape.of(-1))))
        .build();
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
