package io.manabi.training;

import io.manabi.core.Batch;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.Checkpoints;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A training job on tabular data, for tests and for the processes that tests start. */
final class PeopleJob {
  private static final Path TRAIN = Path.of("train.tfrecord.gz");
  private static final Path TEST = Path.of("test.tfrecord.gz");

  /** Raw columns in, predictions out. */
  static final List<ServingSignature> SERVING =
      List.of(new ServingSignature.RawColumns("serving_default", "features"));

  private PeopleJob() {}

  /** Runs the task of {@code TF_CONFIG}; arguments: data directory, job directory, steps. */
  public static void main(String[] args) {
    Path data = Path.of(args[0]);
    Trainer.main(() -> spec(model(data), data, Path.of(args[1]), Long.parseLong(args[2]), SERVING));
  }

  static PeopleModel model(Path data) {
    return new PeopleModel(TransformGraph.read(data.resolve("transform")).lines("jobs"));
  }

  static TrainingSpec spec(
      Model model, Path data, Path job, long steps, List<ServingSignature> serving) {
    return new TrainingSpec(
        model,
        new TrainingSpec.Input(
            RecordFiles.whole(List.of(data.resolve(TRAIN))),
            RecordFiles.whole(List.of(data.resolve(TEST))),
            TransformGraph.read(data.resolve("transform")).outputs("features"),
            data.resolve("transform")),
        new TrainingSpec.Schedule(steps, 64, Checkpoints.every(Duration.ofSeconds(60)), 3000, 1, 3),
        new Learning(new Optimizer.Adam(), new LearningRate.Constant(0.01f)),
        Strategy.PS_ASYNC,
        serving,
        job);
  }

  /** Writes transformed examples; returns the raw rows of those to evaluate on. */
  static Batch writeData(Path data) throws IOException {
    Batch train = People.raw(3000, 1);
    Batch test = People.raw(1100, 2);
    Path folder = Files.createDirectory(data.resolve("vocabularies"));
    TransformGraph transform = PeoplePreprocessing.analyze(train, folder);
    transform.write(data.resolve("transform"));
    try (TransformSession session = new TransformSession(transform, "features")) {
      People.write(data.resolve(TRAIN), session.apply(train));
      People.write(data.resolve(TEST), session.apply(test));
    }
    return test;
  }
}
