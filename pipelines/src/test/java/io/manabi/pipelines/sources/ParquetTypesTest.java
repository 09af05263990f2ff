package io.manabi.pipelines.sources;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.RecordSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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

/** What Arrow wrote (the resources), and what other programs do. */
class ParquetTypesTest {
  @TempDir Path folder;

  @Test
  void readsUnsignedIntegers() throws IOException {
    Path file = resource("unsigned.parquet");
    RecordSource exact = open(Map.of(), file);

    assertThat(Reading.of(exact).bad())
        .singleElement()
        .extracting("reason")
        .asString()
        .isEqualTo("is 18446744073709551615, out of the range of 64-bit integers");
    RecordSource wider =
        exact
            .widened(exact.splits().get(0).findColumns())
            .map(RecordSource.class::cast)
            .orElseThrow();
    assertThat(wider.schema().columns())
        .extracting(Column::type)
        .containsExactly(ColumnType.INT64, ColumnType.FLOAT, ColumnType.INT64);
    assertThat(Reading.of(wider).rows())
        .contains(
            List.of(List.of(3000000000L), List.of(0x1p64), List.of(255L)),
            List.of(List.of(4294967295L), List.of(2.0), List.of(200L)));
    assertThat(wider.widened(wider.splits().get(0).findColumns())).isEmpty();

    Schema ints = Schema.of(Column.int64("u64").optional(), Column.int64("u32").optional());
    assertThat(Reading.of(ParquetSource.of(ints, List.of(file.toString()))).bad()).hasSize(1);
    Schema floats = Schema.of(Column.floats("u64").optional());
    assertThat(Reading.of(ParquetSource.of(floats, List.of(file.toString()))).rows())
        .contains(List.of(0x1p64f));
  }

  @Test
  void readsDoublesHalfFloatsAndDecimals() throws IOException {
    assertThat(Reading.of(open(Map.of(), resource("double.parquet"))).rows())
        .first()
        .isEqualTo(List.of(List.of(1700000000.123), List.of(16777217.25), List.of(1e39)));
    assertThat(Reading.of(open(Map.of(), resource("float16.parquet"))).rows())
        .first()
        .isEqualTo(List.of(List.of(1.5), List.of(1L)));
    assertThat(Reading.of(open(Map.of(), resource("decimal.parquet"))).rows())
        .containsExactly(List.of(List.of(1.1), List.of(1L)), List.of(List.of(2.2), List.of(2L)));
    Schema price = Schema.of(Column.floats("price").optional());
    Path decimals = resource("decimal.parquet");
    assertThat(Reading.of(ParquetSource.of(price, List.of(decimals.toString()))).rows())
        .contains(List.of(1.1f));
  }

  @Test
  void leavesRecordsAndOldTimestampsOutByName() throws IOException {
    assertThat(FileInput.of(List.of(resource("int96.parquet").toString())).guessColumns().leftOut())
        .containsExactly("ts");
    Path structs = resource("single_field_struct.parquet");
    assertThat(FileInput.of(List.of(structs.toString())).guessColumns().leftOut())
        .containsExactly("ls", "st");
    assertThatThrownBy(() -> open(Map.of(), structs))
        .isInstanceOf(ManabiException.class)
        .hasMessageContainingAll("There is no column in " + structs, "ls, st");
  }

  @Test
  void saysWhichCodecIsNotHere() throws IOException {
    Path file = resource("brotli.parquet");
    assertThatThrownBy(() -> open(Map.of(), file).splits())
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(file + " is packed by BROTLI, which cannot be read here");
  }

  @Test
  void putsTheColumnsOfSeveralFilesTogether() throws IOException {
    Path first =
        write(
            "a.parquet", "required int32 a; required int64 b; required int32 c (DATE);", 1, 2L, 3);
    Path second = write("b.parquet", "required double a; required binary b (STRING);", 0.5, "x");
    RecordSource both = open(Map.of(), first, second);

    assertThat(both.schema())
        .isEqualTo(Schema.of(Column.floats("a"), Column.bytes("b"), Column.int64("c").optional()));
    assertThat(Reading.of(both).rows())
        .containsExactly(List.of(1.0, "2", List.of(3L)), List.of(0.5, "x", List.of()));
    assertThat(Reading.of(open(Map.of("a", ColumnType.INT64), first, second)).bad())
        .singleElement()
        .extracting("column", "reason")
        .containsExactly("a", "is 0.5; expected an integer");
  }

  private static RecordSource open(Map<String, ColumnType> types, Path... files) {
    List<String> names = List.of(files).stream().map(Path::toString).toList();
    return FileInput.of(names).openExactly(types, UnaryOperator.identity());
  }

  private Path write(String name, String fields, Object... values) throws IOException {
    Path file = folder.resolve(name);
    MessageType type = MessageTypeParser.parseMessageType("message m { " + fields + " }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .build()) {
      SimpleGroup row = new SimpleGroup(type);
      for (int i = 0; i < values.length; i++) {
        if (values[i] instanceof Integer number) {
          row.add(i, number);
        } else if (values[i] instanceof Long number) {
          row.add(i, number);
        } else if (values[i] instanceof Double number) {
          row.add(i, number);
        } else {
          row.add(i, (String) values[i]);
        }
      }
      writer.write(row);
    }
    return file;
  }

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      try (InputStream in = requireNonNull(getClass().getResourceAsStream(name), name)) {
        Files.copy(in, file);
      }
    }
    return file;
  }
}
