package io.manabi.bench;

import io.manabi.cli.train.TrainerProgram;
import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.Int64List;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.jobs.JobSpec;
import io.manabi.jobs.JobState;
import io.manabi.jobs.RunningJob;
import io.manabi.jobs.processes.LocalProvisioner;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/**
 * A cluster of processes on this machine, and how fast it trains.
 *
 * @param trainer the main class, with the arguments: folder of records and transform graph, job
 *     directory, strategy, and one more
 * @param tasks how many train; one needs no cluster
 * @param servers how many parameter servers there are
 */
record TrainedCluster(Class<?> trainer, int tasks, int servers) {
  private static final String RECORDS = "records.tfrecord";
  private static final String TRANSFORM = "transform";

  /** The only feature, an int64: 1. */
  static final String NUMBER = "number";

  /** What a model of such a trainer could be asked. */
  static final List<ServingSignature> SERVING =
      List.of(new ServingSignature.Features("serving_default", Map.of(NUMBER, Shape.of(-1))));

  /** Of the lines that the master writes each second, these many at the end are looked at. */
  private static final int LINES = 10;

  /** Writes records of one number each. */
  static void writeData(Path directory) throws IOException {
    Feature number = Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(1)).build();
    Example example =
        Example.newBuilder().setFeatures(Features.newBuilder().putFeature(NUMBER, number)).build();
    try (TfRecordWriter writer = TfRecordWriter.create(directory.resolve(RECORDS))) {
      for (int i = 0; i < 1000; i++) {
        writer.write(example.toByteArray());
      }
    }
    TransformGraph.compile(new SameNumbers()).write(directory.resolve(TRANSFORM));
  }

  /** What the model of such a trainer answers, which is never exported: its input. */
  static ModelOutputs answer(io.manabi.training.spec.Features features) {
    return ModelOutputs.predictions(Map.of(NUMBER, features.floats(NUMBER)));
  }

  /** These as the input of a trainer. */
  static TrainingSpec.Input input(Path directory) {
    RecordFiles records = RecordFiles.whole(List.of(directory.resolve(RECORDS)));
    return new TrainingSpec.Input(
        records, records, Schema.of(Column.int64(NUMBER)), directory.resolve(TRANSFORM));
  }

  /** The rate of all together, when all have begun. */
  double examplesPerSecond(Path work, String strategy, String argument)
      throws IOException, InterruptedException {
    Path job = Files.createTempDirectory(work, "job");
    List<String> command =
        new TrainerProgram(
                trainer.getName(),
                List.of(),
                List.of("-Xmx300m"), // There are up to 18 on this machine.
                List.of(work.toString(), job.toString(), strategy, argument))
            .command();
    JobSpec spec =
        new JobSpec(
            "bench",
            command,
            tasks - 1,
            servers,
            job.resolve("logs"),
            JobSpec.Restarts.upTo(0),
            Duration.ofSeconds(1));
    List<Double> rates = new ArrayList<>();
    try (RunningJob running = RunningJob.start(spec, LocalProvisioner.attached(), message -> {})) {
      // All tasks begin within this time, for each needs some seconds of a core for that.
      JobState state = running.await(Duration.ofSeconds(20 + 3L * (tasks + servers)));
      int begun = state == JobState.RUNNING ? TrainingRates.read(job).size() : 0;
      while (state == JobState.RUNNING && rates.size() < begun + LINES) {
        state = running.await(Duration.ofSeconds(1));
        rates = TrainingRates.read(job);
      }
    }
    return TrainingRates.median(rates, LINES);
  }
}
