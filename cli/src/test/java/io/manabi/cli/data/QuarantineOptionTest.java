package io.manabi.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuarantineOptionTest {
  private static final String GOOD = "age,job\n39,cook\n50,clerk\n38,cook\n53,clerk\n";

  @TempDir private Path folder;
  private final DataCommandLine data = new DataCommandLine();

  @SuppressWarnings("NullAway.Init")
  private Path quarantine;

  @SuppressWarnings("NullAway.Init")
  private String dirty;

  @BeforeEach
  void write() throws IOException {
    quarantine = folder.resolve("bad.jsonl");
    dirty = file("dirty.csv", GOOD + "1,2,3\n");
    file(
        "schema.pbtxt",
        "feature { name: \"age\" type: INT } feature { name: \"job\" type: BYTES }");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stats DIRTY", "infer-schema DIRTY", "validate DIRTY --schema SCHEMA"})
  void hasTheRowsThatCannotBeRead(String command) throws IOException {
    assertThat(run(command + " --max-bad-fraction 0.5 --quarantine BAD")).as(err()).isZero();
    assertThat(quarantine).hasContent(line(dirty));
    assertThat(err()).contains("are left out. The first is " + dirty, "All are in " + quarantine);
    assertThat(names()).containsExactlyInAnyOrder("bad.jsonl", "dirty.csv", "schema.pbtxt");
  }

  @Test
  void hasThoseOfBothDataSets() throws IOException {
    String other = file("other.csv", GOOD + "1,2,3\n");
    for (String command : List.of("compare DIRTY ", "stats DIRTY --compare-to ")) {
      Files.deleteIfExists(quarantine);
      assertThat(run(command + other + " --max-bad-fraction 0.5 --quarantine BAD"))
          .as(err())
          .isZero();
      assertThat(quarantine).hasContent(line(dirty) + line(other));
    }
  }

  @Test
  void isThereWhenTooManyCannotBeRead() throws IOException {
    assertThat(run("infer-schema DIRTY --quarantine BAD")).isOne();
    assertThat(err())
        .contains("more than the 1.00 % of --max-bad-fraction. The first is " + dirty)
        .endsWith(". All are in " + quarantine + ". Check the format, or allow more.");
    assertThat(quarantine).hasContent(line(dirty));
    assertThat(names()).containsExactlyInAnyOrder("bad.jsonl", "dirty.csv", "schema.pbtxt");
  }

  @Test
  void isEmptyIfAllRowsAreGood() throws IOException {
    assertThat(run("stats DIRTY --quarantine BAD")).isOne();
    file("dirty.csv", GOOD);
    assertThat(run("stats DIRTY --quarantine BAD")).isZero();
    assertThat(quarantine).isEmptyFile();
  }

  /** What the first pass cannot read, because it knows the first rows only, is not bad. */
  @Test
  void hasOnlyWhatTheLastPassCannotRead() throws IOException {
    file("dirty.csv", "age,job\n" + "1,2\n".repeat(10_001) + "x,2\n1,2,3\n");
    assertThat(run("stats DIRTY --quarantine BAD")).as(err()).isZero();
    assertThat(err())
        .contains("Types were found in later rows of " + dirty + ": age is BYTES; reading once")
        .contains("10,002 / 10,002 rows, pass 2 of 2");
    assertThat(quarantine).hasContent(line(dirty).replace(":6,", ":10004,"));
  }

  @Test
  void replacesNothingElse() throws IOException {
    assertThat(run("validate DIRTY --schema SCHEMA --quarantine SCHEMA")).isOne();
    assertThat(err()).contains("schema.pbtxt has something else in it, which would be lost");
    assertThat(Files.readString(folder.resolve("schema.pbtxt"))).startsWith("feature");
  }

  private static String line(String file) {
    return ("{\"file\":\"%s\",\"line\":6,\"column\":null,\"reason\":\"has 3 fields; expected 2\","
            + "\"content\":\"1,2,3\"}\n")
        .formatted(file);
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private int run(String command) {
    return data.run(
        command
            .replace("DIRTY", dirty)
            .replace("SCHEMA", folder.resolve("schema.pbtxt").toString())
            .replace("BAD", quarantine.toString())
            .split(" ", -1));
  }

  private String err() {
    return data.err.toString();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> String.valueOf(each.getFileName())).toList();
    }
  }
}
