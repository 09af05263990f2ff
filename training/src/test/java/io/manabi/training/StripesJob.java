package io.manabi.training;

import com.google.protobuf.ByteString;
import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.core.example.BytesList;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.Int64List;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.Checkpoints;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.ndarray.Shape;

/** A small but real training job, for tests and for the processes that tests start. */
public final class StripesJob {
  static final Path TRAIN = Path.of("train-00000-of-00001.tfrecord.gz");
  static final Path TEST = Path.of("test-00000-of-00001.tfrecord.gz");

  private StripesJob() {}

  /** Runs the task of {@code TF_CONFIG}; arguments: data directory, job directory, steps. */
  public static void main(String[] args) {
    Trainer.main(() -> spec(Path.of(args[0]), Path.of(args[1]), Long.parseLong(args[2]), 8));
  }

  public static TrainingSpec spec(Path data, Path job, long steps, int filters) {
    return new TrainingSpec(
        new StripesModel(filters),
        new TrainingSpec.Input(
            RecordFiles.whole(List.of(data.resolve(TRAIN))),
            RecordFiles.whole(List.of(data.resolve(TEST))),
            Schema.of(Column.bytes("picture"), Column.int64("label")),
            data.resolve("transform"),
            "features"),
        new TrainingSpec.Schedule(steps, 32, Checkpoints.every(Duration.ofSeconds(1)), 1000, 1, 7),
        new Learning(new Optimizer.Adam(), new LearningRate.Constant(0.01f)),
        Strategy.PS_ASYNC,
        List.of(
            new ServingSignature.Features("serving_default", Map.of("pixels", Shape.of(-1, 64))),
            new ServingSignature.RawColumns("pictures", "features"),
            new ServingSignature.TransformOnly("transform", "features")),
        job);
  }

  public static void writeData(Path directory) throws IOException {
    TransformGraph.compile(new StripesPreprocessing()).write(directory.resolve("transform"));
    write(directory.resolve(TRAIN), 2000, 1, 0);
    write(directory.resolve(TEST), 500, 2, 0);
  }

  /** Writes examples of which the first has the label {@code first}, the next has one more. */
  static void write(Path file, int examples, long seed, int first) throws IOException {
    Random random = new Random(seed);
    try (TfRecordWriter writer = TfRecordWriter.create(file)) {
      for (int i = 0; i < examples; i++) {
        writer.write(example(random, first + i % 2).toByteArray());
      }
    }
  }

  /** A picture with lying (0) or standing (1) stripes, and noise. */
  static byte[] picture(Random random, int label) {
    byte[] pixels = new byte[64];
    int phase = random.nextInt(2);
    for (int i = 0; i < 64; i++) {
      int along = label == 0 ? i / 8 : i % 8;
      int ink = (along + phase) % 2 == 0 ? 180 : 60;
      pixels[i] = (byte) (ink + random.nextInt(60));
    }
    return pixels;
  }

  private static Example example(Random random, int label) {
    BytesList picture =
        BytesList.newBuilder().addValue(ByteString.copyFrom(picture(random, label))).build();
    return Example.newBuilder()
        .setFeatures(
            Features.newBuilder()
                .putFeature("picture", Feature.newBuilder().setBytesList(picture).build())
                .putFeature(
                    "label",
                    Feature.newBuilder()
                        .setInt64List(Int64List.newBuilder().addValue(label))
                        .build()))
        .build();
  }
}
