package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import io.manabi.core.example.Example;
import io.manabi.core.records.TfRecordReader;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.events.EventFile;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.watch.TrainingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Trains in one process. */
class TrainerIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path data;
  @TempDir Path job;

  @BeforeEach
  void writeData() throws IOException {
    StripesJob.writeData(data);
  }

  @Test
  void learnsCheckpointsEvaluatesAndExports() throws Exception {
    Files.createDirectories(job.resolve("export/9000000000"));
    Trainer.run(StripesJob.spec(data, job, 120, 8), ClusterConfig.local());

    List<JsonNode> log = log();
    JsonNode evaluation = last(log, "evaluation");
    assertThat(evaluation.path("step").asLong()).isEqualTo(120);
    assertThat(evaluation.path("accuracy").asDouble()).isGreaterThan(0.98);
    assertThat(last(log, "step").path("examples_per_second").asDouble()).isPositive();
    assertThat(job.resolve("checkpoint")).content().contains("model.ckpt-120");
    assertThat(last(log, "warning").path("message").asText())
        .startsWith("The export 9000000000 is from 2255-03-14T16:00:00Z, later than now");
    assertThat(Path.of(last(log, "exported").path("directory").asText()))
        .hasFileName("9000000001")
        .isDirectoryContaining("glob:**/saved_model.pb")
        .isDirectoryContaining("glob:**/variables")
        .isDirectoryContaining("glob:**/assets");
  }

  @Test
  void servesRawColumnsAndFeaturesAlikeBitForBit() throws Exception {
    Trainer.run(StripesJob.spec(data, job, 60, 8), ClusterConfig.local());
    Path export = Path.of(last(log(), "exported").path("directory").asText());
    byte[] picture = StripesJob.picture(new Random(3), 1);

    try (SavedModelBundle model = SavedModelBundle.load(export.toString(), "serve");
        TString pictures = TString.tensorOfBytes(NdArrays.vectorOfObjects(picture, new byte[64]));
        Result features = model.function("transform").call(Map.of("picture", pictures));
        Result fromPictures = model.function("pictures").call(Map.of("picture", pictures));
        Result fromFeatures =
            model
                .function("serving_default")
                .call(Map.of("pixels", features.get("pixels").orElseThrow()))) {
      TFloat32 pixels = (TFloat32) features.get("pixels").orElseThrow();
      assertThat(pixels.getFloat(0, 5)).isEqualTo((picture[5] & 0xff) / 255f);
      for (int row = 0; row < 2; row++) {
        for (int i = 0; i < 2; i++) {
          assertThat(probability(fromPictures, row, i))
              .isEqualTo(probability(fromFeatures, row, i));
        }
      }
      assertThat(model.metaGraphDef().getSignatureDefMap())
          .containsOnlyKeys("serving_default", "pictures", "transform");
      TInt64 classes = (TInt64) fromPictures.get("classes").orElseThrow();
      assertThat(classes.getLong(0)).isEqualTo(1);
    }
  }

  private static float probability(Result result, int row, int digit) {
    return ((TFloat32) result.get("probabilities").orElseThrow()).getFloat(row, digit);
  }

  @Test
  void goesOnFromTheLastCheckpoint() throws Exception {
    Trainer.run(StripesJob.spec(data, job, 40, 8), ClusterConfig.local());
    int lines = log().size();
    Trainer.run(StripesJob.spec(data, job, 50, 8), ClusterConfig.local());

    assertThat(job.resolve("checkpoint")).content().contains("model.ckpt-50", "model.ckpt-40");
    assertThat(log().get(lines).path("step").asLong()).isGreaterThan(40);
  }

  @Test
  void refusesTheCheckpointOfAnotherModel() throws Exception {
    Trainer.run(StripesJob.spec(data, job, 10, 8), ClusterConfig.local());
    assertThatThrownBy(() -> Trainer.run(StripesJob.spec(data, job, 20, 4), ClusterConfig.local()))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("model.ckpt-10 does not fit this model: ")
        .hasMessageContaining("conv/bias is [8] instead of [4], ");
  }

  @Test
  void goesOnFromTheCheckpointBeforeOneThatIsDamaged() throws Exception {
    Trainer.run(StripesJob.spec(data, job, 10, 8), ClusterConfig.local());
    Trainer.run(StripesJob.spec(data, job, 20, 8), ClusterConfig.local());
    List<JsonNode> checkpoints =
        log().stream().filter(line -> line.path("event").asText().equals("evaluation")).toList();
    long before = checkpoints.get(checkpoints.size() - 2).path("step").asLong();
    Path torn = job.resolve("model.ckpt-20.data-00000-of-00001");
    byte[] whole = Files.readAllBytes(torn);
    Files.write(torn, Arrays.copyOf(whole, whole.length / 2));

    Trainer.run(StripesJob.spec(data, job, 20, 8), ClusterConfig.local());
    JsonNode warning = last(log(), "warning");
    assertThat(warning.path("step").asLong()).isEqualTo(before);
    assertThat(warning.path("message").asText())
        .startsWith("The checkpoint " + job.resolve("model.ckpt-20") + " is damaged: ")
        .endsWith("; going on from " + job.resolve("model.ckpt-" + before) + " instead.");
    assertThat(Files.size(torn)).as("written anew").isEqualTo(whole.length);
    assertThat(last(log(), "evaluation").path("step").asLong()).isEqualTo(20);
    for (String run : List.of("train", "eval")) {
      EventFile.Fields start = EventFile.readFile(newestEvents(job.resolve(run))).get(1);
      assertThat(start.message(7).integer(1)).as("START").isEqualTo(1);
      assertThat(start.integer(2)).as("first new step").isEqualTo(before + 1);
    }
  }

  private static Path newestEvents(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files.max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  @Test
  void cutsOffALineOfTheLogThatACrashLeftHalfWritten() throws Exception {
    Trainer.run(StripesJob.spec(data, job, 10, 8), ClusterConfig.local());
    int lines = log().size();
    Files.writeString(job.resolve(TrainingLog.FILE), "{\"event\":\"st", StandardOpenOption.APPEND);
    Trainer.run(StripesJob.spec(data, job, 20, 8), ClusterConfig.local());
    assertThat(log().get(lines).path("event").asText()).isEqualTo("step");
  }

  /** A run that was stopped and went on has learned the same, what dropout dropped included. */
  @Test
  void goesOnAsIfItHadNotBeenStopped() throws Exception {
    for (int steps : new int[] {40, 90}) {
      Trainer.run(StripesJob.spec(data, job, steps, 8), ClusterConfig.local());
    }
    Path once = job.resolve("once");
    Trainer.run(StripesJob.spec(data, once, 90, 8), ClusterConfig.local());
    for (String name : List.of("conv/kernel", "conv/kernel/Adam", "logits/bias")) {
      assertThat(SavedVariables.read(job.resolve("model.ckpt-90"), name))
          .containsExactly(SavedVariables.read(once.resolve("model.ckpt-90"), name), within(1e-6f));
    }
  }

  @Test
  void learnsTheSameFromExamplesThatAProgramMakes() throws Exception {
    List<Example> examples = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(data.resolve(StripesJob.TRAIN))) {
      for (byte[] record = reader.read(); record != null; record = reader.read()) {
        examples.add(Example.parseFrom(record));
      }
    }
    Trainer.run(StripesJob.spec(data, job, 40, 8), ClusterConfig.local());
    Path made = job.resolve("made");
    TrainingSpec spec = StripesJob.spec(data, made, 40, 8);
    Trainer.run(with(spec, RecordFiles.of(examples)), ClusterConfig.local());
    assertThat(SavedVariables.read(made.resolve("model.ckpt-40"), "logits/kernel"))
        .containsExactly(
            SavedVariables.read(job.resolve("model.ckpt-40"), "logits/kernel"), within(1e-6f));
  }

  private static TrainingSpec with(TrainingSpec spec, RecordFiles train) {
    TrainingSpec.Input input = spec.input();
    return new TrainingSpec(
        spec.model(),
        new TrainingSpec.Input(
            train, input.eval(), input.columns(), input.transform(), input.function()),
        spec.schedule(),
        spec.learning(),
        spec.strategy(),
        spec.serving(),
        spec.jobDirectory());
  }

  @Test
  void refusesABatchThatIsLargerThanTheData() {
    assertThatThrownBy(
            () ->
                Trainer.run(
                    DenseJob.spec(data, job, 10, 3000, Strategy.PS_ASYNC), ClusterConfig.local()))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "There are only 2000 examples in "
                + data.resolve(StripesJob.TRAIN)
                + ", fewer than a batch of 3000; take more data or a smaller batch.");
  }

  @Test
  void namesTheFileAndTheRecordThatIsCorruptOrSkipsTheRest() throws Exception {
    Path plain = data.resolve("train-00000-of-00001.tfrecord");
    try (GZIPInputStream in =
        new GZIPInputStream(Files.newInputStream(data.resolve(StripesJob.TRAIN)))) {
      byte[] bytes = in.readAllBytes();
      bytes[bytes.length / 2] ^= 1;
      Files.write(plain, bytes);
    }
    TrainingSpec spec = StripesJob.spec(data, job, 10, 8);
    Function<Boolean, TrainingSpec> corrupt =
        skips -> with(spec, new RecordFiles(List.of(plain), skips));
    assertThatThrownBy(() -> Trainer.run(corrupt.apply(false), ClusterConfig.local()))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(plain.toString())
        .hasMessageMatching(".*record \\d+ is corrupt.*");
    Trainer.run(corrupt.apply(true), ClusterConfig.local());
    assertThat(last(log(), "warning").path("message").asText())
        .startsWith(plain.toString())
        .contains(" is corrupt: ")
        .endsWith(" records before that are used, the rest is skipped.");
  }

  private List<JsonNode> log() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(job.resolve(TrainingLog.FILE))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static JsonNode last(List<JsonNode> log, String event) {
    return log.stream()
        .filter(line -> line.path("event").asText().equals(event))
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
