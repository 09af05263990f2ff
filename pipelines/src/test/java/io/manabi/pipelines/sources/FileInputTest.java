package io.manabi.pipelines.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ColumnBuilder;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.records.ExampleCodec;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.pipelines.FoundColumns;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileInputTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "a.csv,CSV",
    "data/adult.data.gz,CSV",
    "gs://b/*.jsonl,JSONL",
    "part.CSV,CSV",
    "out/transformed.tfrecord-00000-of-00003.gz,TFRECORD",
    "x/data-*.parquet,PARQUET"
  })
  void aNameTellsTheFormat(String path, InputFormat format) {
    assertThat(InputFormat.of(path)).isEqualTo(format);
  }

  @Test
  void saysThatANameDoesNotTellTheFormat() {
    assertThatThrownBy(() -> InputFormat.of("data.csv/rows"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContainingAll("'data.csv/rows' does not tell its format", "--input-format");
    assertThatThrownBy(() -> InputFormat.named("xml")).hasMessageContaining("'xml'; choose csv");
    assertThat(InputFormat.named("tfrecord")).isEqualTo(InputFormat.TFRECORD);
  }

  @Test
  void guessesTheColumnsOfCsv() throws IOException {
    write("a.csv", "i,f,s,o,none,big\n1,2,x,1,,1\n2,nan,3,\"\",,99999999999999999999\n7,bad\n");
    write("b.csv", "i,f,s,o,none,big\n-3,.5,,1,,1\n");
    FileInput input = FileInput.of(List.of(path("*.csv")));

    Schema schema = input.guessColumns().schema();

    assertThat(schema)
        .isEqualTo(
            Schema.of(
                Column.int64("i").optional(),
                Column.floats("f").optional(),
                Column.bytes("s").optional(),
                Column.int64("o").optional(),
                Column.bytes("none").optional(),
                Column.floats("big").optional()));
    assertThat(Reading.of(input.open(schema)).rows()).hasSize(3);
  }

  @Test
  void guessesTheColumnsOfJsonLines() throws IOException {
    write(
        "a.jsonl",
        """
        {"i": 1, "f": 1, "b": true, "pair": [1, 2], "ragged": ["a"], "part": [1, 2], "record": {"i": 1}, "lists": [[1]]}
        {"i": 2, "f": 2.5, "b": false, "pair": [3, 4.5], "ragged": [], "o": null}
        no JSON
        """);
    FileInput input = FileInput.of(List.of(path("a.jsonl")));

    FoundColumns columns = input.guessColumns();
    Schema schema = columns.schema();

    assertThat(schema)
        .isEqualTo(
            Schema.of(
                Column.int64("i").optional(),
                Column.floats("f").optional(),
                Column.int64("b").optional(),
                Column.floats("pair").ragged(),
                Column.bytes("ragged").ragged(),
                Column.int64("part").ragged(),
                Column.bytes("o").optional()));
    assertThat(columns.leftOut()).containsExactly("record", "lists");
    assertThat(Reading.of(input.open(schema)).rows()).hasSize(2);
  }

  @Test
  void guessesTheColumnsOfTfRecords() throws IOException {
    Schema schema =
        Schema.of(
            Column.int64("i").optional(),
            Column.floats("o").optional(),
            Column.bytes("pair").ragged(),
            Column.int64("ragged").ragged());
    BatchBuilder builder = new BatchBuilder(schema);
    for (int row = 0; row < 3; row++) {
      ((ColumnBuilder.Int64s) builder.column(0)).add(row);
      ((ColumnBuilder.Bytes) builder.column(2)).add(new byte[] {1});
      ((ColumnBuilder.Bytes) builder.column(2)).add(new byte[] {2});
      for (int i = 0; i < row; i++) {
        ((ColumnBuilder.Int64s) builder.column(3)).add(i);
      }
      if (row == 1) {
        ((ColumnBuilder.Floats) builder.column(1)).add((float) row);
      }
      builder.endRow();
    }
    Batch batch = builder.take();
    try (TfRecordWriter writer = TfRecordWriter.create(folder.resolve("a.tfrecord"))) {
      for (int row = 0; row < batch.rows(); row++) {
        writer.write(ExampleCodec.encode(batch, row));
      }
    }

    assertThat(FileInput.of(List.of(path("a.tfrecord"))).guessColumns().schema().columns())
        .containsExactlyInAnyOrderElementsOf(schema.columns());
  }

  @Test
  void saysThatThereIsNothingToGuessBy() throws IOException {
    write("a.csv", "a,b\n");
    assertThatThrownBy(() -> FileInput.of(List.of(path("a.csv"))).guessColumns().schema())
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("There are no rows");
    assertThatThrownBy(() -> FileInput.of(List.of())).hasMessageContaining("No input file");
  }

  @Test
  void saysWhyNoRowCanBeRead() throws IOException {
    write("a.csv", "a,b\n1,2,3\n4\n");
    refuses("a.csv", "No row of " + path("a.csv") + " can be read. The first is ");
    refuses("a.csv", "a.csv line 2: it has 3 fields; expected 2. Check the format.");
    write("a.jsonl", "[1]\n");
    refuses("a.jsonl", "a.jsonl line 1: it is no JSON object. Check the format.");
  }

  @Test
  void saysWhatFilesOfAnotherKindAre() throws IOException {
    write("semicolons.csv", "a;b\n1;2\n");
    refuses(
        "semicolons.csv",
        "has the only column 'a;b' with the separator ','; give the right one by --separator ';'.");
    for (Charset charset : List.of(StandardCharsets.UTF_16, Charset.forName("x-UTF-16LE-BOM"))) {
      Files.writeString(folder.resolve("wide.csv"), "a,b\n1,2\n", charset);
      refuses("wide.csv", "wide.csv is UTF-16; expected UTF-8. Convert it, as by iconv ");
    }
  }

  @Test
  void dividesFilesNamedTsvByTabs() throws IOException {
    write("a.tsv", "a\tb,c\n1\tx,y\n");
    assertThat(FileInput.of(List.of(path("a.tsv"))).guessColumns().schema())
        .isEqualTo(Schema.of(Column.int64("a").optional(), Column.bytes("b,c").optional()));
  }

  private void refuses(String file, String message) {
    assertThatThrownBy(() -> FileInput.of(List.of(path(file))).guessColumns())
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(message);
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }

  private void write(String file, String content) throws IOException {
    Files.writeString(folder.resolve(file), content);
  }
}
