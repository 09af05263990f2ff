package io.manabi.pipelines.sources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.manabi.core.Batch;
import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ColumnBuilder;
import io.manabi.core.ManabiException;
import io.manabi.core.Missing;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.sources.ParquetBatchWriter.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetSourceTest {
  private static final Schema SCHEMA =
      Schema.of(
          Column.int64("n").optional(),
          Column.floats("pair").ofLength(2),
          Column.bytes("words").ragged(),
          Column.bytes("s").optional(),
          Column.floats("x"));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Compression.class)
  void readsWhatWasWritten(Compression compression) throws IOException {
    Path file = folder.resolve("a.parquet");
    try (ParquetBatchWriter writer =
        new ParquetBatchWriter(Files.newOutputStream(file), SCHEMA, compression)) {
      writer.write(batch(0, 1000));
      writer.write(batch(1000, 2500));
    }

    Reading reading = read(SCHEMA, file);

    assertThat(reading.bad()).isEmpty();
    assertThat(reading.rows()).hasSize(2500);
    assertThat(reading.rows().get(3))
        .isEqualTo(List.of(3L, List.of(3f, -3f), List.of("0", "1", "2"), "s3", 0.5f));
    assertThat(reading.rows().get(4))
        .isEqualTo(List.of(Missing.INT64, List.of(4f, -4f), List.of(), "", 0.5f));
    assertThat(reading.lines()).startsWith(1L).endsWith(2500L);
    assertThat(FileInput.of(List.of(file.toString())).guessColumns().schema())
        .isEqualTo(
            Schema.of(
                Column.int64("n").optional(),
                Column.floats("pair").ragged(),
                Column.bytes("words").ragged(),
                Column.bytes("s").optional(),
                Column.floats("x")));
  }

  @Test
  void readsOtherTypesAndPutsRowsAside() throws IOException {
    Path file = folder.resolve("a.parquet");
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message m { optional int32 n; required double x; required boolean b;"
                + " required binary price (DECIMAL(4,2));"
                + " optional group g { required int64 a; required int64 c; } }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .build()) {
      writer.write(group(type, 1.5).append("n", 7));
      writer.write(group(type, 1e300).append("n", 7));
      writer.write(group(type, 2.5));
    }
    Schema schema = Schema.of(Column.int64("b"), Column.floats("n"), Column.floats("x"));

    Reading reading = read(schema, file);

    assertThat(reading.rows()).containsExactly(List.of(1L, 7f, 1.5f));
    assertThat(reading.bad())
        .extracting(BadRow::line, BadRow::column, BadRow::reason)
        .containsExactly(
            tuple(2L, "x", "is 1.0E300, out of the range of 32-bit floats"),
            tuple(3L, "n", "has no value, and the column is not optional"));
    assertRefused(Schema.of(Column.int64("y")), file, "has no column 'y'; it has [n, x, b, price");
    assertRefused(Schema.of(Column.int64("x")), file, "column 'x' is 'required double x'", "INT64");
    assertRefused(Schema.of(Column.bytes("price")), file, "column 'price'", "BYTES");
    assertRefused(Schema.of(Column.int64("g")), file, "column 'g'");
  }

  @Test
  void describesARowAndSaysThatAFileIsCorrupt() throws IOException {
    Path file = folder.resolve("a.parquet");
    try (ParquetBatchWriter writer =
        new ParquetBatchWriter(Files.newOutputStream(file), SCHEMA, Compression.GZIP)) {
      writer.write(batch(0, 10));
    }
    try (BatchReader reader =
        ParquetSource.of(SCHEMA, List.of(file.toString())).splits().get(0).open(row -> {})) {
      reader.read();
      assertThat(reader.describe(3, "is odd").content()).contains("\"n\"", "s3", "0.5");
    }
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 4, 200, (byte) 7);
    Files.write(file, bytes);

    assertRefused(SCHEMA, file, "a.parquet");
  }

  @Test
  void saysWhatIsNoParquetFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.parquet"), "a,b\n1,2\n3,4\n5,6\n");

    assertRefused(SCHEMA, file, "a.parquet is no Parquet file, or cut off");
    assertRefused(SCHEMA, Files.writeString(file, ""), "a.parquet is no Parquet file, or cut off");
  }

  private static SimpleGroup group(MessageType type, double x) {
    SimpleGroup group = new SimpleGroup(type);
    group.append("x", x).append("b", true).append("price", "1");
    return group;
  }

  private static void assertRefused(Schema schema, Path file, String... parts) {
    assertThatThrownBy(() -> read(schema, file))
        .isInstanceOf(ManabiException.class)
        .hasMessageContainingAll(parts);
  }

  private static Reading read(Schema schema, Path file) {
    return Reading.of(ParquetSource.of(schema, List.of(file.toString())));
  }

  private static Batch batch(int from, int to) {
    BatchBuilder batch = new BatchBuilder(SCHEMA);
    for (int row = from; row < to; row++) {
      if (row % 2 == 1) {
        ((ColumnBuilder.Int64s) batch.column(0)).add(row);
        ((ColumnBuilder.Bytes) batch.column(3)).add(("s" + row).getBytes(UTF_8));
      }
      ((ColumnBuilder.Floats) batch.column(1)).add(row);
      ((ColumnBuilder.Floats) batch.column(1)).add(-row);
      for (int i = 0; i < row % 4; i++) {
        ((ColumnBuilder.Bytes) batch.column(2)).add(Integer.toString(i).getBytes(UTF_8));
      }
      ((ColumnBuilder.Floats) batch.column(4)).add(0.5f);
      batch.endRow();
    }
    return batch.take();
  }
}
