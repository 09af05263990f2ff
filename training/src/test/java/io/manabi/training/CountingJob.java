package io.manabi.training;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Int64List;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Initializer;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.Checkpoints;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A job whose parameter {@code seen} counts how often each example was learned from: an example
 * adds 1 to its own number of the parameter.
 */
final class CountingJob {
  static final int EXAMPLES = 1000;
  static final int BATCH = 4;
  static final int STEPS_OF_AN_EPOCH = EXAMPLES / BATCH;

  /** Several, which tasks must read in the same order. */
  private static final int FILES = 4;

  private CountingJob() {}

  /** Runs the task of {@code TF_CONFIG}; arguments: data directory, job directory, steps. */
  public static void main(String[] args) {
    Trainer.main(() -> spec(Path.of(args[0]), Path.of(args[1]), Long.parseLong(args[2])));
  }

  static TrainingSpec spec(Path data, Path job, long steps) {
    RecordFiles files = RecordFiles.whole(files(data));
    return new TrainingSpec(
        CountingJob::build,
        new TrainingSpec.Input(
            files, files, Schema.of(Column.int64("index")), data.resolve("transform")),
        new TrainingSpec.Schedule(
            steps, BATCH, Checkpoints.every(Duration.ofSeconds(1)), EXAMPLES, 1, 7),
        new Learning(new Optimizer.Sgd(), new LearningRate.Constant(1)),
        new Strategy(
            Strategy.Kind.PS_ASYNC, 0, false, Strategy.PEER_TIMEOUT, /* dynamicSharding= */ true),
        List.of(new ServingSignature.Features("serving_default", Map.of("x", Shape.of(-1, 1)))),
        job);
  }

  static void writeData(Path directory) throws IOException {
    TransformGraph.compile(new StripesPreprocessing()).write(directory.resolve("transform"));
    for (int f = 0; f < FILES; f++) {
      try (TfRecordWriter writer = TfRecordWriter.create(files(directory).get(f))) {
        for (int i = f; i < EXAMPLES; i += FILES) {
          writer.write(example(i).toByteArray());
        }
      }
    }
  }

  private static List<Path> files(Path directory) {
    return IntStream.range(0, FILES)
        .mapToObj(f -> String.format(Locale.ROOT, "train-%05d-of-%05d.tfrecord.gz", f, FILES))
        .map(directory::resolve)
        .toList();
  }

  private static Example example(long number) {
    Feature index =
        Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(number)).build();
    return Example.newBuilder()
        .setFeatures(io.manabi.core.example.Features.newBuilder().putFeature("index", index))
        .build();
  }

  private static ModelOutputs build(Network network, Features features) {
    Ops tf = network.tf();
    Operand<TFloat32> seen =
        network.parameter("seen", Shape.of(EXAMPLES), new Initializer.Constant(0));
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(Map.of("sum", tf.math.add(features.floats("x"), seen)));
    }
    Operand<TFloat32> counts = tf.gather(seen, features.int64s("index"), tf.constant(0));
    return new ModelOutputs(
        Map.of("seen", counts),
        Optional.of(tf.math.neg(tf.sum(counts, tf.constant(0)))),
        Map.of("seen", new Metric.Mean(tf.math.mean(counts, tf.constant(0)))));
  }
}
