package io.manabi.pipelines.sources;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Missing;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.RecordSplit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
  private static final Schema SCHEMA =
      Schema.of(Column.int64("n"), Column.floats("x").optional(), Column.bytes("s").optional());

  @TempDir Path folder;

  @Test
  void findsColumnsByTheHeader() throws IOException {
    write("a.csv", "s,other,n,x\nhello,?,7,1.5\n,?,-8,\n");

    assertThat(read(CsvFormat.rfc4180()).rows())
        .containsExactly(List.of(7L, 1.5f, "hello"), List.of(-8L, Missing.FLOAT, ""));
  }

  @Test
  void readsQuotedFields() throws IOException {
    write("a.csv", "n,x,s\r\n1,\"2\",\"a,\"\"b\"\"\r\nc\"\r\n\r\n2,,d\"e\"\r\n\"3\",\"\",\"\"");

    Reading reading = read(CsvFormat.rfc4180());

    assertThat(reading.rows())
        .containsExactly(
            List.of(1L, 2f, "a,\"b\"\r\nc"),
            List.of(2L, Missing.FLOAT, "d\"e\""),
            List.of(3L, Missing.FLOAT, ""));
    assertThat(reading.lines()).containsExactly(2L, 5L, 6L);
  }

  @Test
  void tellsAnEmptyStringFromNone() throws IOException {
    write("a.csv", "s\n\"\"\n");
    write("b.csv", "s,t\n,1\n");
    Schema schema = Schema.of(Column.bytes("s"));

    assertThat(Reading.of(source(schema, "a.csv", CsvFormat.rfc4180())).rows())
        .containsExactly(List.of(""));
    assertThat(Reading.of(source(schema, "b.csv", CsvFormat.rfc4180())).bad())
        .containsExactly(
            bad("b.csv", 2, "s", "has no value, and the column is not optional", ",1"));
  }

  @Test
  void readsFilesOfUci() throws IOException {
    write("a.csv", "|1x3 Cross validator\n1, 2.5, Private.\n\n2, ?, ?\n 3 ,4 ,a b .\n");

    assertThat(read(CsvFormat.uci(List.of("n", "x", "s"))).rows())
        .containsExactly(
            List.of(1L, 2.5f, "Private"), List.of(2L, Missing.FLOAT, ""), List.of(3L, 4f, "a b "));
  }

  @Test
  void takesTheNamesOfFieldsWithoutAHeader() throws IOException {
    write("a.csv", "x;1;2;3\n");
    CsvFormat format =
        CsvFormat.rfc4180().withColumns(List.of("s", "n", "unused", "x")).withSeparator(';');

    assertThat(read(format).rows()).containsExactly(List.of(1L, 3f, "x"));
  }

  @Test
  void leavesAByteOrderMarkOut() throws IOException {
    write("a.csv", "\uFEFFn,x,s\n1,2,c\n");
    write("b.csv", "\uFEFF1,2,c\n");

    assertThat(read(CsvFormat.rfc4180()).rows()).hasSize(1);
    assertThat(Reading.of(source(SCHEMA, "b.csv", CsvFormat.uci(List.of("n", "x", "s")))).rows())
        .hasSize(1);
  }

  @Test
  void readsGzipAndSeveralFilesInOrder() throws IOException {
    writeGzip("b.csv.gz", "n,x,s\n2,,\n3,,\n");
    write("a.csv", "n,x,s\n1,,\n");

    Reading reading = Reading.of(source(SCHEMA, "*.csv*", CsvFormat.rfc4180()));

    assertThat(reading.rows()).extracting(row -> row.get(0)).containsExactly(1L, 2L, 3L);
    assertThat(reading.lines()).containsExactly(2L, 2L, 3L);
  }

  @Test
  void putsRowsAsideThatCannotBeUsed() throws IOException {
    write(
        "a.csv",
        """
        n,x,s
        1,2
        1,2,3,4
        abc,1,d
        9223372036854775808,1,d
        1,1e39,d
        1,0x1p3,d
        1,2f,d
        ,1,d
        1,1,"d"e
        5,1,ok
        """);

    Reading reading = read(CsvFormat.rfc4180());

    assertThat(reading.rows()).containsExactly(List.of(5L, 1f, "ok"));
    assertThat(reading.bad())
        .containsExactly(
            bad("a.csv", 2, null, "has 2 fields; expected 3", "1,2"),
            bad("a.csv", 3, null, "has 4 fields; expected 3", "1,2,3,4"),
            bad("a.csv", 4, "n", "'abc' is no integer", "abc,1,d"),
            bad(
                "a.csv",
                5,
                "n",
                "'9223372036854775808' is out of the range of 64-bit integers",
                "9223372036854775808,1,d"),
            bad("a.csv", 6, "x", "'1e39' is out of the range of 32-bit floats", "1,1e39,d"),
            bad("a.csv", 7, "x", "'0x1p3' is no number", "1,0x1p3,d"),
            bad("a.csv", 8, "x", "'2f' is no number", "1,2f,d"),
            bad("a.csv", 9, "n", "has no value, and the column is not optional", ",1,d"),
            bad("a.csv", 10, null, "has text after the closing quote of field 3", "1,1,\"d\"e"));
  }

  @Test
  void putsStringsAsideThatAreNotUtf8() throws IOException {
    Files.write(folder.resolve("a.csv"), "n,x,s\n1,1,gr\u00fcn\n".getBytes(ISO_8859_1));
    write("b.csv", "n,x,s\n1,1,grün 😀\n");

    assertThat(read(CsvFormat.rfc4180()).bad())
        .containsExactly(bad("a.csv", 2, "s", "'gr\uFFFDn' is not UTF-8", "1,1,gr\uFFFDn"));
    assertThat(Reading.of(source(SCHEMA, "b.csv", CsvFormat.rfc4180())).rows())
        .containsExactly(List.of(1L, 1f, "grün 😀"));
  }

  @Test
  void losesOnlyTheLineWithAQuoteThatIsNotClosed() throws IOException {
    write("a.csv", "n,x,s\n1,1,\"open\n2,2,b\n3,3,c\n");

    Reading reading = read(CsvFormat.rfc4180());

    assertThat(reading.bad())
        .containsExactly(bad("a.csv", 2, null, "has a quote that is not closed", "1,1,\"open"));
    assertThat(reading.lines()).containsExactly(3L, 4L);
  }

  @Test
  void putsALineOfAHundredMegabytesAside() throws IOException {
    for (boolean quoted : new boolean[] {false, true}) {
      try (OutputStream out = Files.newOutputStream(folder.resolve("a.csv"))) {
        out.write(("n,x,s\n1,1,a\n2,2," + (quoted ? "\"" : "")).getBytes(UTF_8));
        byte[] megabyte = new byte[1 << 20];
        Arrays.fill(megabyte, (byte) 'z');
        for (int i = 0; i < 100; i++) {
          out.write(megabyte);
        }
        out.write("\n3,3,c\n".getBytes(UTF_8));
      }

      Reading reading = read(CsvFormat.rfc4180());

      assertThat(reading.lines()).containsExactly(2L, 4L);
      assertThat(reading.bad()).hasSize(1);
      assertThat(reading.bad().get(0).line()).isEqualTo(3);
      assertThat(reading.bad().get(0).reason()).isEqualTo("is longer than 16 MB");
      assertThat(reading.bad().get(0).content()).hasSize(1000).startsWith("2,2,");
    }
  }

  @Test
  void refusesALeastIntegerInAnOptionalColumn() throws IOException {
    write("a.csv", "n\n-9223372036854775808\n");

    assertThat(
            Reading.of(source(Schema.of(Column.int64("n")), "a.csv", CsvFormat.rfc4180())).rows())
        .containsExactly(List.of(Long.MIN_VALUE));
    assertThat(
            Reading.of(
                    source(Schema.of(Column.int64("n").optional()), "a.csv", CsvFormat.rfc4180()))
                .bad())
        .extracting(BadRow::reason)
        .containsExactly("'-9223372036854775808' stands for a missing value and cannot be one");
  }

  @Test
  void describesARowOfTheLastBatch() throws IOException {
    write("a.csv", "n,x,s\n" + "1,2,ab\n".repeat(1500));
    try (var reader =
        source(SCHEMA, "a.csv", CsvFormat.rfc4180()).splits().get(0).open(row -> {})) {
      reader.read();
      reader.read();
      assertThat(reader.describe(499, "is odd"))
          .isEqualTo(bad("a.csv", 1501, null, "is odd", "1,2,ab"));
      assertThat(reader.read()).isNull();
    }
  }

  @Test
  void saysWhatIsWrongWithTheInput() throws IOException {
    write("empty.csv", "");
    write("header.csv", "n,x,s\n\n");
    write("other.csv", "n,x,t\n1,2,3\n");
    write("twice.csv", "n,x,s,s\n1,2,3,4\n");
    write("broken.csv.gz", "no gzip");

    assertRefused("nowhere*.csv", "No file matches", "nowhere*.csv");
    assertRefused("", "No file matches");
    assertThatThrownBy(() -> CsvSource.columns(List.of(path("empty.csv")), CsvFormat.rfc4180()))
        .hasMessageContaining("empty.csv has no header");
    assertThat(CsvSource.columns(List.of(path("other.csv")), CsvFormat.rfc4180()))
        .containsExactly("n", "x", "t");
    assertRefused("empty.csv", "There are no rows in", "empty.csv");
    assertRefused("header.csv", "There are no rows in", "header.csv");
    assertRefused("other.csv", "other.csv has no column 's'; it has [n, x, t]");
    assertRefused("twice.csv", "twice.csv has the column 's' twice");
    assertRefused("broken.csv.gz", "its gzip data is corrupt or cut off");
    assertThatThrownBy(
            () -> source(Schema.of(Column.int64("n").ragged()), "a", CsvFormat.rfc4180()))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("Column 'n' may have several values");
    assertThatThrownBy(() -> CsvFormat.rfc4180().withSeparator('"'))
        .hasMessageContaining("cannot separate the fields");
  }

  @Test
  void aSpanChangesWithTheFileAndTheFormat() throws IOException {
    write("a.csv", "1,2,c\n");
    CsvFormat format = CsvFormat.uci(List.of("n", "x", "s"));
    RecordSplit before = source(SCHEMA, "a.csv", format).splits().get(0);
    RecordSplit otherFormat = source(SCHEMA, "a.csv", format.withTrimmed(false)).splits().get(0);
    Files.setLastModifiedTime(folder.resolve("a.csv"), FileTime.fromMillis(1_000_000));
    RecordSplit later = source(SCHEMA, "a.csv", format).splits().get(0);

    assertThat(before.span().name()).isEqualTo(folder.resolve("a.csv").toString());
    assertThat(before.span()).isNotEqualTo(otherFormat.span()).isNotEqualTo(later.span());
  }

  private void assertRefused(String file, String... parts) {
    assertThatThrownBy(() -> Reading.of(source(SCHEMA, file, CsvFormat.rfc4180())))
        .isInstanceOf(ManabiException.class)
        .hasMessageContainingAll(parts);
  }

  private BadRow bad(
      String file, long line, @Nullable String column, String reason, String content) {
    return new BadRow(folder.resolve(file).toString(), line, column, reason, content);
  }

  private Reading read(CsvFormat format) {
    return Reading.of(source(SCHEMA, "a.csv", format));
  }

  private CsvSource source(Schema schema, String glob, CsvFormat format) {
    return CsvSource.of(schema, List.of(path(glob)), format);
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }

  private void write(String file, String content) throws IOException {
    Files.writeString(folder.resolve(file), content);
  }

  private void writeGzip(String file, String content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(file)))) {
      out.write(content.getBytes(UTF_8));
    }
  }
}
