package io.manabi.pipelines.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.records.ExampleCodec;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.pipelines.BadRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfRecordSourceTest {
  private static final Schema SCHEMA = Schema.of(Column.int64("n"));

  @TempDir Path folder;

  @Test
  void readsRowsAndSplitsAtRecords() throws IOException {
    Path file = write("a.tfrecord", 2500);
    TfRecordSource source = TfRecordSource.of(SCHEMA, List.of(file.toString()));
    Reading whole = Reading.of(source);

    assertThat(whole.rows()).hasSize(2500).startsWith(List.of(0L)).endsWith(List.of(2499L));
    assertThat(whole.lines()).startsWith(1L).endsWith(2500L);
    for (long bytes : new long[] {1, 100, 1000, 10_000}) {
      assertThat(Reading.of(source.withSplitBytes(bytes))).isEqualTo(whole);
    }
    assertThat(source.withSplitBytes(1).splits()).hasSize(2500);
  }

  @Test
  void readsGzip() throws IOException {
    Path file = write("a.tfrecord.gz", 3);

    assertThat(read(file).rows()).containsExactly(List.of(0L), List.of(1L), List.of(2L));
  }

  @Test
  void putsRecordsAsideThatCannotBeUsed() throws IOException {
    Path file = folder.resolve("a.tfrecord");
    try (TfRecordWriter writer = TfRecordWriter.create(file)) {
      writer.write(example(0));
      writer.write(new byte[] {1, 2, 3});
      Schema other = Schema.of(Column.floats("n"));
      writer.write(
          ExampleCodec.encode(Batch.of(other, new ColumnValues.Floats(new float[] {1})), 0));
      writer.write(example(3));
    }

    Reading reading = read(file);

    assertThat(reading.lines()).containsExactly(1L, 4L);
    assertThat(reading.bad().get(0).reason()).startsWith("is no tf.train.Example");
    assertThat(reading.bad().get(1))
        .isEqualTo(
            new BadRow(
                file.toString(),
                3,
                "n",
                "is a list of FLOAT; expected INT64",
                "features { feature { key: \"n\" value { float_list { value: 1.0 } } } }"));
  }

  @Test
  void putsARecordAsideThatDoesNotFitItsChecksum() throws IOException {
    Path file = write("a.tfrecord", 3);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2]++;
    Files.write(file, bytes);

    Reading reading = read(file);

    assertThat(reading.lines()).containsExactly(1L, 3L);
    assertThat(reading.bad())
        .extracting(BadRow::line, BadRow::reason)
        .containsExactly(tuple(2L, "does not fit its checksum"));
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Path file = write("a.tfrecord", 3);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ManabiException.class)
        .hasMessageContainingAll("a.tfrecord", "record 2 is cut off");
    bytes[0]++;
    Files.write(file, bytes);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("the checksum of its length");
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("There are no rows");
  }

  private static Reading read(Path file) {
    return Reading.of(TfRecordSource.of(SCHEMA, List.of(file.toString())));
  }

  private Path write(String name, int rows) throws IOException {
    Path file = folder.resolve(name);
    try (TfRecordWriter writer = TfRecordWriter.create(file)) {
      for (int row = 0; row < rows; row++) {
        writer.write(example(row));
      }
    }
    return file;
  }

  private static byte[] example(long value) {
    long[] values = LongStream.of(value).toArray();
    return ExampleCodec.encode(Batch.of(SCHEMA, new ColumnValues.Int64s(values)), 0);
  }
}
