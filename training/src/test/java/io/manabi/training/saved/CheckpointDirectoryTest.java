package io.manabi.training.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.training.saved.CheckpointDirectory.Made;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TString;

class CheckpointDirectoryTest {
  @TempDir Path directory;
  private final List<String> warnings = new ArrayList<>();

  @Test
  void hasNoneAtFirst() {
    assertThat(latest(new CheckpointDirectory(directory.resolve("missing"), 2))).isEmpty();
  }

  @Test
  void namesTheNewestAndKeepsOnlyAFew() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 2);
    write(checkpoints, 5, 50, 500);
    assertThat(latest(checkpoints)).contains(checkpoints.prefix(500));
    assertThat(warnings).isEmpty();
    assertThat(directory.resolve("model.ckpt-5.index")).doesNotExist();
    assertThat(directory.resolve("model.ckpt-50.index")).exists();
    assertThat(Files.readString(directory.resolve("checkpoint")))
        .isEqualTo(
            """
            model_checkpoint_path: "model.ckpt-500"
            all_model_checkpoint_paths: "model.ckpt-50"
            all_model_checkpoint_paths: "model.ckpt-500"
            """);
  }

  @Test
  void refusesToStartAnewWhenTheNamedCheckpointIsGone() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 2);
    checkpoints.publish(checkpoints.prefix(7), Optional.empty());
    assertThatThrownBy(() -> latest(checkpoints))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The checkpoint %s is damaged: its index is missing, and there is no other that is whole; to start anew, delete the file checkpoint and all model.ckpt-* in %s."
                .formatted(checkpoints.prefix(7), directory));
  }

  @Test
  void findsCheckpointsByTheirFilesWhenTheFileThatNamesThemIsGone() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 3);
    write(checkpoints, 5, 500, 1000);
    Files.delete(directory.resolve("checkpoint"));
    assertThat(latest(checkpoints)).contains(checkpoints.prefix(1000));
    assertThat(checkpoints.made()).contains(new Made(7, 700));
    checkpoints.discardTorn();
    write(checkpoints, 1010);
    assertThat(Files.readString(directory.resolve("checkpoint")))
        .isEqualTo(
            """
            model_checkpoint_path: "model.ckpt-1010"
            all_model_checkpoint_paths: "model.ckpt-500"
            all_model_checkpoint_paths: "model.ckpt-1000"
            all_model_checkpoint_paths: "model.ckpt-1010"
            """);
    assertThat(directory.resolve("model.ckpt-5.index")).doesNotExist();
    assertThat(warnings).isEmpty();
  }

  /** TensorFlow's own trainers write such paths; the folder, or a copy of it, is elsewhere now. */
  @ParameterizedTest
  @ValueSource(strings = {"/gone/job/", "job/", "C:\\\\gone\\\\"})
  void findsCheckpointsInAFolderThatWasMoved(String before) throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    write(checkpoints, 5, 50, 500);
    Files.writeString(
        directory.resolve("checkpoint"),
        """
        model_checkpoint_path: "%1$smodel.ckpt-50"
        all_model_checkpoint_paths: "%1$smodel.ckpt-5"
        all_model_checkpoint_paths: "%1$smodel.ckpt-50"
        """
            .formatted(before));
    assertThat(latest(checkpoints)).contains(checkpoints.prefix(50));
    Files.delete(directory.resolve("model.ckpt-50.index"));
    assertThat(latest(checkpoints)).as("not named").contains(checkpoints.prefix(500));
  }

  @Test
  void saysWhichCheckpointHasLostItsIndex() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    write(checkpoints, 5, 50);
    Files.delete(directory.resolve("model.ckpt-50.index"));
    String message =
        "The checkpoint %s is damaged: its index is missing; going on from %s instead."
            .formatted(checkpoints.prefix(50), checkpoints.prefix(5));
    assertThat(latest(checkpoints)).contains(checkpoints.prefix(5));
    assertThat(warnings).containsExactly(message);
    Files.delete(directory.resolve("checkpoint"));
    assertThat(latest(checkpoints)).contains(checkpoints.prefix(5));
    assertThat(warnings).containsExactly(message, message);
  }

  @Test
  void startsAnewWhereTheFirstCheckpointWasNeverFinishedAndSaysSo() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    Files.writeString(directory.resolve("model.ckpt-3.data-00000-of-00001"), "torn");
    assertThat(latest(checkpoints)).isEmpty();
    assertThat(warnings)
        .containsExactly(
            "The checkpoint %s is damaged: its index is missing; there is no other, so training starts anew."
                .formatted(checkpoints.prefix(3)));
  }

  @ParameterizedTest
  @CsvSource({
    "index, 40, is no index of a checkpoint",
    "index, 0, is no index of a checkpoint",
    "data-00000-of-00001, 400, data-00000-of-00001 was cut off"
  })
  void passesOverACheckpointThatWasCutOff(String part, int size, String why) throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    write(checkpoints, 5, 50, 500);
    Path file = Path.of(checkpoints.prefix(500) + "." + part);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), size));
    assertThat(latest(checkpoints)).contains(checkpoints.prefix(50));
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith("The checkpoint " + checkpoints.prefix(500) + " is damaged: ")
        .contains(why)
        .endsWith("; going on from " + checkpoints.prefix(50) + " instead.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "data-00000-of-00001"})
  void findsEveryWrongByte(String part) throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    write(checkpoints, 5, 50);
    Path file = Path.of(checkpoints.prefix(50) + "." + part);
    byte[] bytes = Files.readAllBytes(file);
    // The footer of an index has no checksum and is padded; its damage shows only where it counts.
    int end = part.equals("index") ? bytes.length - 48 : bytes.length;
    for (int i = 0; i < end; i++) {
      bytes[i] ^= 4;
      Files.write(file, bytes);
      assertThat(latest(checkpoints)).as("byte %d", i).contains(checkpoints.prefix(5));
      bytes[i] ^= 4;
    }
    assertThat(warnings).hasSize(end);
  }

  @Test
  void passesOverACheckpointWhoseDataIsMissing() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    write(checkpoints, 5, 50);
    Files.delete(Path.of(checkpoints.prefix(50) + ".data-00000-of-00001"));
    assertThat(latest(checkpoints)).contains(checkpoints.prefix(5));
    assertThat(warnings.get(0)).contains("model.ckpt-50.data-00000-of-00001 is missing");
  }

  @Test
  void refusesToStartAnewOverDamagedCheckpoints() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    write(checkpoints, 5, 50);
    Files.write(Path.of(checkpoints.prefix(5) + ".index"), new byte[0]);
    Files.write(Path.of(checkpoints.prefix(50) + ".index"), new byte[0]);
    assertThatThrownBy(() -> latest(checkpoints))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("The checkpoint " + checkpoints.prefix(50) + " is damaged: ")
        .hasMessageContaining("no other that is whole");
  }

  @Test
  void findsCheckpointsThoughAPowerCutEmptiedTheFileThatNamesThem() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    write(checkpoints, 5, 500, 50);
    Files.write(directory.resolve("checkpoint"), new byte[0]);
    assertThat(latest(checkpoints)).contains(checkpoints.prefix(500));
  }

  @Test
  void deletesWhatIsTorn() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    Files.writeString(
        directory.resolve("model.ckpt-3.data-00000-of-00001"), "of nobody knows whom");
    checkpoints.discardTorn();
    assertThat(directory.resolve("model.ckpt-3.data-00000-of-00001")).exists();
    write(checkpoints, 5, 50);
    Files.createDirectories(directory.resolve("model.ckpt-70_temp"));
    Files.writeString(directory.resolve("model.ckpt-70_temp/part-0.data-00000-of-00001"), "torn");
    Files.writeString(directory.resolve("model.ckpt-60.data-00000-of-00001"), "torn");
    Files.writeString(directory.resolve("model.ckpt-60.index.tempstate12"), "torn");
    Files.writeString(directory.resolve("model.ckpt-mine.index"), "the user's");
    checkpoints.discardTorn();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "checkpoint",
              "model.ckpt-mine.index",
              "model.ckpt-5.index",
              "model.ckpt-5.data-00000-of-00001",
              "model.ckpt-50.index",
              "model.ckpt-50.data-00000-of-00001");
    }
  }

  @Test
  void looksAtNumbersOfTheNewestThatIsWhole() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    assertThat(checkpoints.made()).isEmpty();
    write(checkpoints, 5, 50, 500);
    assertThat(checkpoints.made()).contains(new Made(7, 700));
    Files.delete(directory.resolve("model.ckpt-500.data-00000-of-00001"));
    Path older = directory.resolve("model.ckpt-50.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(older);
    bytes[bytes.length - 1] ^= 1;
    Files.write(older, bytes);
    assertThat(checkpoints.made()).contains(new Made(7, 700));
    Files.delete(directory.resolve("model.ckpt-5.data-00000-of-00001"));
    assertThat(checkpoints.made()).isEmpty();
  }

  /** Something else than a file that can be read is where an index should be. */
  @Test
  void doesNotTakeWhatCannotBeReadForDamaged() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    write(checkpoints, 5, 50);
    Path index = directory.resolve("model.ckpt-50.index");
    Files.delete(index);
    Files.createDirectory(index);
    assertThatThrownBy(() -> latest(checkpoints))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot read " + checkpoints.prefix(50));
  }

  @Test
  void namesTheVariablesOfAnotherModel() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 5);
    write(checkpoints, 5);
    Checkpoint checkpoint = checkpoints.latest(warnings::add).orElseThrow();
    checkpoint.requireFits(
        Map.of(
            "dense/kernel",
            Shape.of(4, 50),
            "global_step",
            Shape.scalar(),
            "examples",
            Shape.scalar()));
    Map<String, Shape> other =
        Map.of(
            "dense/kernel", Shape.of(4, 60),
            "b/1", Shape.of(2),
            "b/2", Shape.of(2),
            "b/3", Shape.of(2),
            "b/4", Shape.of(2),
            "b/5", Shape.of(2));
    assertThatThrownBy(() -> checkpoint.requireFits(other))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The checkpoint "
                + checkpoints.prefix(5)
                + " does not fit this model: dense/kernel is [4, 50] instead of [4, 60];"
                + " it lacks b/1, b/2, b/3, b/4 and 1 more; the model lacks examples, global_step;"
                + " use another job directory or delete it.");
  }

  private Optional<Path> latest(CheckpointDirectory checkpoints) {
    return checkpoints.latest(warnings::add).map(Checkpoint::prefix);
  }

  /** Has TensorFlow write checkpoints of a matrix and two numbers. */
  private static void write(CheckpointDirectory checkpoints, long... steps) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TString> prefix = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      Op save =
          tf.train.save(
              prefix,
              tf.array("dense/kernel", "global_step", "examples"),
              tf.array("", "", ""),
              List.of(
                  tf.fill(tf.constant(new int[] {4, 50}), tf.constant(0.5f)),
                  tf.constant(7L),
                  tf.constant(700L)));
      for (long step : steps) {
        try (TString name = TString.scalarOf(checkpoints.prefix(step).toString())) {
          session.runner().feed(prefix, name).addTarget(save).run().close();
        }
        checkpoints.publish(checkpoints.prefix(step), Optional.empty());
      }
    }
  }
}
