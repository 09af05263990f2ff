package io.manabi.pipelines.sources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Missing;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
  private static final Schema PERSON =
      Schema.of(
          Column.bytes("name"), Column.int64("age").optional(), Column.floats("score").optional());

  @TempDir private Path folder;

  @Test
  void readsColumnsByTheirNamesInTheHeader() throws IOException {
    Read read = read("score,other,name,age\n1.5,x,Ann,41\n,y,Bob,\n-2e3,,,7\n");
    assertThat(read.names()).containsExactly("Ann", "Bob", "");
    assertThat(read.ages).containsExactly(41L, Missing.INT64, 7L);
    assertThat(read.scores).containsExactly(1.5f, Float.NaN, -2000f);
    assertThat(read.bad).isEmpty();
  }

  @Test
  void readsQuotesNewlinesAndByteOrderMarks() throws IOException {
    Read read =
        read(
            "\ufeffname,age,score\r\n\"Smith, \"\"Al\"\"\nJr\",1,2\r\nÄnne,2,3\r\n\r\n\"\",3,\"4\"");
    assertThat(read.names()).containsExactly("Smith, \"Al\"\nJr", "Änne", "");
    assertThat(read.ages).containsExactly(1L, 2L, 3L);
    assertThat(read.scores).containsExactly(2f, 3f, 4f);
    assertThat(read.bad).isEmpty();
  }

  @Test
  void readsTheDialectOfTheUciRepository() throws IOException {
    Path file = write("|1x3 Cross validator\nAnn, 41, 2.5, <=50K.\n ?, ?, ?, >50K.\n\n");
    Schema schema =
        Schema.of(
            Column.bytes("name").optional(),
            Column.int64("age").optional(),
            Column.floats("score").optional(),
            Column.bytes("income"));
    Read read =
        read(
            CsvSource.of(
                schema,
                List.of(file.toString()),
                CsvFormat.uci(List.of("name", "age", "score", "income"))));
    assertThat(read.names()).containsExactly("Ann", "");
    assertThat(read.ages).containsExactly(41L, Missing.INT64);
    assertThat(read.last()).containsExactly("<=50K", ">50K");
  }

  @Test
  void putsRowsAsideThatCannotBeUsedAndTellsWhereTheyAre() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("name,age,score\nAnn,1,2\nBob,x,2\n\"a\nb\",1\nCid,1,2,3\n".getBytes(UTF_8));
    bytes.writeBytes(new byte[] {'D', (byte) 0xff, ',', '1', ',', '1', '\n'});
    bytes.writeBytes("Eve,99999999999999999999,1\nFay,1,1e99\n".getBytes(UTF_8));
    bytes.writeBytes("\"Gus\"x,1,1\nHal,1,1\n\"open,1,1\n".getBytes(UTF_8));
    Path file = Files.write(folder.resolve("bad.csv"), bytes.toByteArray());
    Read read = read(CsvSource.of(PERSON, List.of(file.toString()), CsvFormat.rfc4180()));

    assertThat(read.names()).containsExactly("Ann", "Hal");
    assertThat(read.bad)
        .extracting(BadRow::line, BadRow::column, BadRow::reason)
        .containsExactly(
            tuple(3L, "age", "'x' is no integer of 64 bits"),
            tuple(4L, null, "the row has 2 fields; expected 3"),
            tuple(6L, null, "the row has 4 fields; expected 3"),
            tuple(7L, "name", "is no UTF-8 text"),
            tuple(8L, "age", "'99999999999999999999' is no integer of 64 bits"),
            tuple(9L, "score", "'1e99' is no number"),
            tuple(
                10L,
                null,
                "the row has text after a quoted field; expected a separator or the end of the"
                    + " line"),
            tuple(12L, null, "the row has a quote that does not end"));
    assertThat(read.bad.get(0))
        .isEqualTo(
            new BadRow(file.toString(), 3, "age", "'x' is no integer of 64 bits", "Bob,x,2"));
  }

  @Test
  void putsALineOfAHundredMegabytesAside() throws IOException {
    Path file = folder.resolve("long.csv");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("name,age,score\nAnn,1,1\n".getBytes(UTF_8));
      byte[] megabyte = new byte[1 << 20];
      Arrays.fill(megabyte, (byte) 'x');
      for (int i = 0; i < 100; i++) {
        out.write(megabyte);
      }
      out.write("\nBob,2,2\n".getBytes(UTF_8));
    }
    Path compressed = Files.move(file, folder.resolve("long.csv.gz"));
    Read read = read(CsvSource.of(PERSON, List.of(compressed.toString()), CsvFormat.rfc4180()));
    assertThat(read.names()).containsExactly("Ann", "Bob");
    assertThat(read.bad).hasSize(1);
    assertThat(read.bad.get(0).line()).isEqualTo(3);
    assertThat(read.bad.get(0).reason()).contains("longer than 16 MB");
    assertThat(read.bad.get(0).content()).hasSize(1000);
  }

  @Test
  void readsTheSameRowsHoweverTheFileIsSplit() throws IOException {
    StringBuilder text = new StringBuilder("name,age,score\r\n");
    for (int i = 0; i < 200; i++) {
      text.append(i % 3 == 0 ? "\"quoted, \"\"row\"\"\nof two lines\"" : "plain " + i);
      text.append(',').append(i).append(',').append(i % 7 == 0 ? "oops" : i / 4f);
      text.append(i % 2 == 0 ? "\n" : "\r\n");
    }
    Path file = write(text.toString());
    List<InputFile> files = InputFile.match(List.of(file.toString()));
    Read whole = read(new CsvSource(PERSON, files, CsvFormat.rfc4180(), Long.MAX_VALUE));
    assertThat(whole.ages).hasSize(200 - 29);
    for (int size = 1; size < 300; size += 13) {
      Read split = read(new CsvSource(PERSON, files, CsvFormat.rfc4180(), size));
      assertThat(split.names()).isEqualTo(whole.names());
      assertThat(split.ages).isEqualTo(whole.ages);
      assertThat(split.bad).isEqualTo(whole.bad);
      assertThat(split.splits).isGreaterThan(10);
    }
  }

  @Test
  void refusesFilesThatDoNotFit() throws IOException {
    assertThatThrownBy(() -> source(folder.resolve("none-*.csv")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("No file matches '" + folder.resolve("none-*.csv") + "'");
    Path empty = Files.createFile(folder.resolve("empty.csv"));
    assertThatThrownBy(() -> source(empty)).hasMessageContaining(empty + " is empty");
    Path file = write("name,years,score\nAnn,1,2\n");
    assertThatThrownBy(() -> read(source(file)))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(file + " has no column 'age'; its columns are [name, years, score].");
    Path twice = write("name,age,score,age\n");
    assertThatThrownBy(() -> read(source(twice))).hasMessageContaining("the column 'age' twice");
    assertThatThrownBy(
            () ->
                CsvSource.of(
                    Schema.of(Column.bytes("tags").ragged()),
                    List.of(file.toString()),
                    CsvFormat.rfc4180()))
        .hasMessageContaining("Column 'tags' has several values per row");
  }

  private static final class Read {
    private final List<List<byte[]>> strings = new ArrayList<>();
    private final List<Long> ages = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<BadRow> bad = new ArrayList<>();
    private int splits;

    List<String> names() {
      return column(0);
    }

    List<String> last() {
      return column(1);
    }

    private List<String> column(int index) {
      return strings.get(index).stream().map(name -> new String(name, UTF_8)).toList();
    }
  }

  private RecordSource source(Path file) {
    return CsvSource.of(PERSON, List.of(file.toString()), CsvFormat.rfc4180());
  }

  private Read read(String text) throws IOException {
    return read(source(write(text)));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("people.csv"), text);
  }

  private static Read read(RecordSource source) {
    Read read = new Read();
    read.strings.add(new ArrayList<>());
    read.strings.add(new ArrayList<>());
    for (RecordSplit split : source.splits()) {
      read.splits++;
      try (BatchReader reader = split.open(read.bad::add)) {
        for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
          read.strings.get(0).addAll(strings(batch, "name"));
          if (batch.columns().size() > 3) {
            read.strings.get(1).addAll(strings(batch, "income"));
          }
          for (long age : ((ColumnValues.Int64s) batch.column("age")).values()) {
            read.ages.add(age);
          }
          for (float score : ((ColumnValues.Floats) batch.column("score")).values()) {
            read.scores.add(score);
          }
        }
      }
    }
    return read;
  }

  private static List<byte[]> strings(Batch batch, String column) {
    return Arrays.asList(((ColumnValues.Bytes) batch.column(column)).values());
  }
}
