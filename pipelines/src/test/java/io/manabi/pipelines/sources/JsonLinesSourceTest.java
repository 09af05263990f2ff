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
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesSourceTest {
  private static final Schema SCHEMA =
      Schema.of(
          Column.int64("n").optional(),
          Column.floats("x").optional(),
          Column.bytes("s").optional(),
          Column.floats("pair").ofLength(2),
          Column.bytes("words").ragged());

  @TempDir Path folder;

  @Test
  void readsValuesAndLists() throws IOException {
    write(
        """
        {"n": 1, "x": 2.5, "s": "é😀", "pair": [1, 2.5], "words": ["a", null, "b"], "other": {"n": [1]}}

        {"pair": [NaN, -Infinity], "n": null, "words": "alone"}
        {"n": true, "x": "Infinity", "pair": [0, 1e-60]}
        """);

    assertThat(read().rows())
        .containsExactly(
            List.of(1L, 2.5f, "é😀", List.of(1f, 2.5f), List.of("a", "b")),
            List.of(
                Missing.INT64,
                Missing.FLOAT,
                "",
                List.of(Float.NaN, Float.NEGATIVE_INFINITY),
                List.of("alone")),
            List.of(1L, Float.POSITIVE_INFINITY, "", List.of(0f, 0f), List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'n': 1.5}|n|is 1.5; expected an integer",
        "{'n': '1'}|n|is '1'; expected an integer",
        "{'n': 9223372036854775808}|n|is 9223372036854775808, out of the range of 64-bit integers",
        "{'n': [1]}|n|is a list; expected one value",
        "{'n': 1, 'n': 2}|n|is there twice",
        "{'x': 1e39}|x|is 1e39, out of the range of 32-bit floats",
        "{'x': '1'}|x|is '1'; expected a number",
        "{'s': 1}|s|is 1; expected a string",
        "{'s': {'a': 1}}|s|is an object; expected a string",
        "{'pair': [1]}|pair|has 1 values; expected 2",
        "{'n': 1}|pair|has no value, and the column is not optional",
        "{'words': ['a', ['b']]}|words|is a list; expected a string",
        "[1]||is no JSON object",
        "7||is no JSON object",
        "{'pair': [1, 2]} {}||has more than one JSON object",
      })
  void putsRowsAsideThatCannotBeUsed(String line, @Nullable String column, String reason)
      throws IOException {
    String json = line.replace('\'', '"');
    write("{\"pair\": [1, 2]}\n" + json + "\n{\"pair\": [3, 4]}\n");

    Reading reading = read();

    assertThat(reading.bad())
        .containsExactly(new BadRow(file().toString(), 2, column, reason, json));
    assertThat(reading.lines()).containsExactly(1L, 3L);
  }

  @Test
  void putsLinesAsideThatAreNoJson() throws IOException {
    Files.write(file(), "{\"pair\": [1, 2\n{\"s\": \"gr\u00fcn\"}\n{}".getBytes(ISO_8859_1));

    assertThat(read().bad())
        .extracting(BadRow::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).startsWith("is no JSON: Unexpected end"),
            reason -> assertThat(reason).startsWith("is no JSON: Invalid UTF-8"),
            reason -> assertThat(reason).startsWith("has no value"));
  }

  @Test
  void splitsOfEveryLengthGiveTheSameRows() throws IOException {
    write("\uFEFF{\"pair\": [1, 2]}\r\n\n{\"pair\": 1}\n  {\"pair\": [3, 4], \"s\": \"a\\n\"}");
    JsonLinesSource source = JsonLinesSource.of(SCHEMA, List.of(file().toString()));
    Reading whole = Reading.of(source);
    for (int bytes = 1; bytes < 60; bytes++) {
      assertThat(Reading.of(source.withSplitBytes(bytes))).isEqualTo(whole);
    }
    assertThat(whole.lines()).containsExactly(1L, 4L);
    assertThat(source.withSplitBytes(1).splits()).hasSize(3);
  }

  @Test
  void readsGzip() throws IOException {
    Path packed = folder.resolve("b.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("{\"pair\": [1, 2]}".getBytes(UTF_8));
    }
    assertThat(Reading.of(JsonLinesSource.of(SCHEMA, List.of(packed.toString()))).rows())
        .hasSize(1);
  }

  @Test
  void saysThatThereAreNoRows() throws IOException {
    write("\n");
    assertThatThrownBy(this::read)
        .isInstanceOf(ManabiException.class)
        .hasMessageContainingAll("There are no rows in", "a.jsonl");
  }

  private Path file() {
    return folder.resolve("a.jsonl");
  }

  private void write(String content) throws IOException {
    Files.writeString(file(), content);
  }

  private Reading read() {
    return Reading.of(JsonLinesSource.of(SCHEMA, List.of(file().toString())));
  }
}
