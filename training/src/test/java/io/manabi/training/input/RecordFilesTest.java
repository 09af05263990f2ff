package io.manabi.training.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.core.records.TfRecordWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

class RecordFilesTest {
  /** Length, its checksum, one byte of data, and its checksum. */
  private static final int RECORD_BYTES = 8 + 4 + 1 + 4;

  @TempDir Path folder;
  private Path first = Path.of("");
  private Path second = Path.of("");

  @BeforeEach
  void writeFiles() throws IOException {
    first = write("a.tfrecord", "0", "1", "2", "3");
    second = write("b.tfrecord", "4", "5");
  }

  private Path write(String name, String... records) throws IOException {
    Path file = folder.resolve(name);
    try (TfRecordWriter writer = TfRecordWriter.create(file)) {
      for (String record : records) {
        writer.write(record.getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  @Test
  void hasEnoughRecordsOrSaysHowMany() {
    RecordFiles files = RecordFiles.whole(List.of(first, second));
    assertThatCode(() -> files.requireAtLeast(6, "")).doesNotThrowAnyException();
    assertThatThrownBy(() -> files.requireAtLeast(7, "a batch of 7; take more"))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "There are only 6 examples in "
                + first
                + " and 1 other files, fewer than a batch of 7; take more.");
  }

  @Test
  void findsTheShardsOfADataSet() throws IOException {
    write("test-00000-of-00001.tfrecord", "9");
    List<Path> shards = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      shards.add(write("train-0000" + i + "-of-00003.tfrecord", "0"));
    }
    Files.writeString(folder.resolve("train-notes.txt"), "none of them");
    assertThat(RecordFiles.of(folder, "train", true)).isEqualTo(new RecordFiles(shards, true));
    Files.delete(shards.get(1));
    assertThatThrownBy(() -> RecordFiles.of(folder, "train", false))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The examples in "
                + shards.get(1)
                + " are missing, one of 3 shards; run preprocessing again.");
  }

  @Test
  void tellsWhichDataSetsThereAre() throws IOException {
    for (Path file : List.of(first, second)) {
      Files.delete(file);
    }
    assertThatThrownBy(() -> RecordFiles.of(folder, "train", false))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            folder
                + " is no output of preprocessing, for it has no TFRecord files; name the folder"
                + " that manabi preprocess wrote.");
    write("train-00000-of-00001.tfrecord", "0");
    write("test-old-00000-of-00001.tfrecord", "0");
    assertThatThrownBy(() -> RecordFiles.of(folder, "trian", false))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "There is no data set 'trian' in %s; it has [test-old, train].".formatted(folder));
  }

  @Test
  void namesARecord() {
    RecordFiles files = RecordFiles.whole(List.of(first, second));
    assertThat(files.name(3)).isEqualTo("record 4 of " + first);
    assertThat(files.name(4)).isEqualTo("record 1 of " + second);
    assertThat(files.find("5".getBytes(StandardCharsets.UTF_8))).contains("record 2 of " + second);
    assertThat(files.find("6".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void refusesShardsOfDifferentOutputs() throws IOException {
    write("train-00000-of-00001.tfrecord", "0");
    write("train-00001-of-00002.tfrecord", "1");
    assertThatThrownBy(() -> RecordFiles.of(folder, "train", false))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            folder
                + " has files of different outputs, train-00000-of-00001.tfrecord and"
                + " train-00001-of-00002.tfrecord; delete those that are old, or run preprocessing"
                + " again.");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void saysWhichFileIsMissing(boolean skipsCorrupt) {
    Path none = folder.resolve("c.tfrecord");
    RecordFiles files = new RecordFiles(List.of(first, none), skipsCorrupt);
    assertThatThrownBy(() -> files.requireAtLeast(1, ""))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The examples in " + none + " are missing; run preprocessing again.");
  }

  /** Cut in the middle of the third record, or with a wrong byte in it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void skipsWhatIsBehindACorruptRecord(boolean cut) throws IOException {
    byte[] bytes = Files.readAllBytes(first);
    int middle = 2 * RECORD_BYTES + 12;
    bytes[middle] ^= 1;
    Files.write(first, cut ? Arrays.copyOf(bytes, middle) : bytes);

    RecordFiles whole = RecordFiles.whole(List.of(first, second));
    assertThatThrownBy(() -> whole.requireAtLeast(4, ""))
        .hasMessageStartingWith(first + ": record 2 is ");
    RecordFiles files = new RecordFiles(List.of(first, second), true);
    assertThat(files.count()).isEqualTo(4);
    assertThat(files.damages())
        .singleElement()
        .asString()
        .startsWith(first + ": record 2 is ")
        .endsWith(" Its 2 records before that are used, the rest is skipped.");
    assertThat(read(files)).containsExactly("0", "1", "4", "5");
  }

  @Test
  void findsNoDamageInWholeFiles() {
    assertThat(new RecordFiles(List.of(first, second), true).damages()).isEmpty();
  }

  private static List<String> read(RecordFiles files) {
    List<String> records = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      RecordDataset dataset = RecordDataset.forEvaluation(Ops.create(graph), files, 1);
      session.runner().addTarget(dataset.start()).run().close();
      while (true) {
        try (Result result = session.runner().fetch(dataset.records()).run()) {
          records.add(((TString) result.get(0)).getObject(0));
        }
      }
    } catch (TFOutOfRangeException end) {
      return records;
    }
  }
}
