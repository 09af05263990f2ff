package io.manabi.pipelines.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.sources.JsonLinesSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("bad.jsonl");
  }

  @Test
  void holdsTheRowsOfPassesInTheirOrder() throws IOException {
    try (Quarantine quarantine = Quarantine.of(Location.of(file), List.of())) {
      add(quarantine.next(), 1, 20);
      quarantine.write();
      assertThat(file).hasContent(line(20));
      BadRowFiles second = quarantine.next();
      add(second, 1, 5);
      add(second, 0, 30);
      assertThat(file).hasContent(line(20));
      quarantine.write();
    }
    assertThat(file).hasContent(line(20) + line(30) + line(5));
    assertThat(names()).containsExactly("bad.jsonl");
  }

  @Test
  void isEmptyIfAllRowsAreGood() throws IOException {
    Files.writeString(file, line(1));
    try (Quarantine quarantine = Quarantine.of(Location.of(file), List.of())) {
      quarantine.next();
      quarantine.write();
    }
    assertThat(file).isEmptyFile();
  }

  @Test
  void leavesTheFormerFileUntilItIsWritten() throws IOException {
    Files.writeString(file, line(1));
    try (Quarantine quarantine = Quarantine.of(Location.of(file), List.of())) {
      add(quarantine.next(), 0, 2);
    }
    assertThat(file).hasContent(line(1));
    assertThat(names()).containsExactly("bad.jsonl");
  }

  @Test
  void replacesNothingElse() throws IOException {
    Files.writeString(file, "feature { }");
    assertRefused(file, "has something else in it", "name another file");
    assertRefused(folder, "has something else in it", "name another file");
    Files.writeString(file, line(1));
    assertRefused(folder.resolve("x/../bad.jsonl"), "is an input, which would be lost");
    assertThat(names()).containsExactly("bad.jsonl");
  }

  private void assertRefused(Path quarantine, String... message) {
    RecordSource input =
        JsonLinesSource.of(Schema.of(Column.bytes("file")), List.of(file.toString()));
    assertThatThrownBy(() -> Quarantine.of(Location.of(quarantine), List.of(input)))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("The quarantine " + quarantine)
        .hasMessageContainingAll(message);
  }

  private static void add(BadRowFiles pass, int split, long line) {
    try (BadRowFiles.Part part = pass.part("rows", split)) {
      part.add(new BadRow("in.csv", line, "age", "is 'x'", "x,y"));
    }
  }

  private static String line(long line) {
    return String.format(
        Locale.ROOT,
        "{\"file\":\"in.csv\",\"line\":%d,\"column\":\"age\",\"reason\":\"is 'x'\",\"content\":\"x,y\"}\n",
        line);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> String.valueOf(each.getFileName())).toList();
    }
  }
}
