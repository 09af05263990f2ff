package io.manabi.training.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.records.TfRecordWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Records are called by the index of their file and their own: {@code 3/17}. */
class EpochFunctionTest {
  /** More than are open at a time. */
  private static final int FILES = 11;

  @TempDir Path folder;

  /** The first file has a few records, the last one has many. */
  private List<Path> write(String extension) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int f = 0; f < FILES; f++) {
      Path file = folder.resolve(f + ".tfrecord" + extension);
      try (TfRecordWriter writer = TfRecordWriter.create(file)) {
        for (String record : recordsOf(f)) {
          writer.write(record.getBytes(StandardCharsets.UTF_8));
        }
      }
      files.add(file);
    }
    return files;
  }

  private static List<String> recordsOf(int file) {
    return IntStream.range(0, 3 + 8 * file).mapToObj(i -> file + "/" + i).toList();
  }

  private static List<String> recordsOfAll() {
    return IntStream.range(0, FILES)
        .mapToObj(EpochFunctionTest::recordsOf)
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "'', 50", ".gz, 1", ".gz, 50"})
  void hasEachRecordOnceInOneOrderForAnyNumberOfThreads(String extension, int shuffleBuffer)
      throws IOException {
    RecordFiles files = RecordFiles.whole(write(extension));
    List<String> records = read(files, 0, 7, shuffleBuffer, 1);
    assertThat(records).containsExactlyInAnyOrderElementsOf(recordsOfAll());
    for (int threads : new int[] {2, 8, 8}) {
      assertThat(read(files, 0, 7, shuffleBuffer, threads)).isEqualTo(records);
    }
  }

  @Test
  void ordersTheFilesByEpochAndSeed() throws IOException {
    RecordFiles files = RecordFiles.whole(write(".gz"));
    List<String> order = filesOf(read(files, 0, 7, 1, 8));
    assertThat(order)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, FILES).mapToObj(String::valueOf).toList());
    assertThat(filesOf(read(files, 1, 7, 1, 8))).isNotEqualTo(order);
    assertThat(filesOf(read(files, 0, 8, 1, 8))).isNotEqualTo(order);
  }

  /** Without a shuffle of records each file keeps its own order, and files take turns. */
  @Test
  void takesTurnsAmongOpenFiles() throws IOException {
    List<String> records = read(RecordFiles.whole(write(".gz")), 0, 7, 1, 8);
    for (int f = 0; f < FILES; f++) {
      String prefix = f + "/";
      assertThat(records.stream().filter(each -> each.startsWith(prefix)))
          .containsExactlyElementsOf(recordsOf(f));
    }
    List<String> ofLast = records.stream().filter(each -> each.startsWith("10/")).toList();
    assertThat(records.lastIndexOf("10/82") - records.indexOf("10/0")).isGreaterThan(ofLast.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void leavesOnlyTheFileThatIsCorrupt(int threads) throws IOException {
    List<Path> files = write("");
    cut(files.get(6));
    List<String> expected = new ArrayList<>(recordsOfAll());
    expected.removeAll(recordsOf(6).subList(20, 51));
    assertThat(read(new RecordFiles(files, true), 0, 7, 5, threads))
        .containsExactlyInAnyOrderElementsOf(expected);
    RecordFiles whole = RecordFiles.whole(files);
    assertThatThrownBy(() -> read(whole, 0, 7, 5, threads))
        .isInstanceOf(TensorFlowException.class)
        .hasMessageContaining("truncated record");
  }

  @Test
  void saysThatAFileIsMissing() throws IOException {
    List<Path> files = write(".gz");
    Files.delete(files.get(6));
    assertThatThrownBy(() -> read(RecordFiles.whole(files), 0, 7, 5, 8))
        .isInstanceOf(TensorFlowException.class)
        .hasMessageContaining(files.get(6).toString());
  }

  /**
   * Leaves 20 records, of which those from the 10th are a byte longer, and of the next its length
   * and a byte: without a whole length TensorFlow takes it for the end of the file.
   */
  private static void cut(Path file) throws IOException {
    int frame = 8 + 4 + 4;
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, 10 * (frame + 3) + 10 * (frame + 4) + 13));
  }

  /** In the order in which they are begun. */
  private static List<String> filesOf(List<String> records) {
    return records.stream().map(each -> each.substring(0, each.indexOf('/'))).distinct().toList();
  }

  private static List<String> read(
      RecordFiles files, long epoch, long seed, int shuffleBuffer, int threads) {
    List<String> records = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<? extends TType> epochs =
          tf.data.rangeDataset(
              tf.constant(epoch),
              tf.constant(epoch + 1),
              tf.constant(1L),
              List.of(TInt64.class),
              List.of(Shape.scalar()));
      RecordDataset dataset =
          RecordDataset.batches(
              tf,
              EpochFunction.of(files, shuffleBuffer, threads)
                  .flatMap(tf, epochs, tf.constant(seed)),
              10,
              false);
      session.runner().addTarget(dataset.start()).run().close();
      while (true) {
        try (Result result = session.runner().fetch(dataset.records()).run()) {
          ((TString) result.get(0)).scalars().forEach(record -> records.add(record.getObject()));
        }
      }
    } catch (TFOutOfRangeException end) {
      return records;
    }
  }
}
