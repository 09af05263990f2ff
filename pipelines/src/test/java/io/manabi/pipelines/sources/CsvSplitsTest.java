package io.manabi.pipelines.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Wherever a file is split, the same rows come out, bad ones and their lines included. */
class CsvSplitsTest {
  private static final Schema SCHEMA =
      Schema.of(Column.bytes("a").optional(), Column.int64("b").optional());

  @Property(tries = 300)
  void splitsOfEveryLengthGiveTheSameRows(@ForAll("texts") String text, @ForAll boolean trim)
      throws IOException {
    Path file = Files.createTempFile("splits", ".csv");
    try {
      Files.writeString(file, "x,1\n" + text);
      CsvFormat format =
          CsvFormat.rfc4180()
              .withColumns(List.of("a", "b"))
              .withTrimmed(trim)
              .withComment("#")
              .withMissing("?");
      CsvSource source = CsvSource.of(SCHEMA, List.of(file.toString()), format);
      Reading whole = Reading.of(source);
      for (int bytes = 1; bytes <= text.length() + 4; bytes++) {
        assertThat(Reading.of(source.withSplitBytes(bytes))).isEqualTo(whole);
      }
      assertThat(source.splits()).hasSize(1);
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  static Arbitrary<String> texts() {
    return Arbitraries.of(
            "a", "7", ",", "\"", "\"\"", "\n", "\r\n", " ", "#", "?", ",\"b\n\",", "é")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }
}
