package io.manabi.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns with more different values than are kept: what is told of them is right all the same. */
class ManyValuesIT {
  private static final int MANY = 8_193;

  @TempDir private Path folder;

  private final DataCommandLine line = new DataCommandLine();

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String csv(String name, IntStream numbers) throws IOException {
    return file(
        name, "v\n" + numbers.mapToObj(i -> "u" + i).collect(Collectors.joining("\n", "", "\n")));
  }

  private String domain() throws IOException {
    return file(
        "schema.pbtxt",
        "feature { name: 'v' type: BYTES string_domain { value: 'red' value: 'green' } }");
  }

  @Test
  void areAllCheckedAgainstADomain() throws IOException {
    String unique = csv("unique.csv", IntStream.range(0, MANY));
    assertThat(line.run("validate", unique, "--schema", domain())).isOne();
    assertThat(line.out.toString())
        .contains(
            "v: ENUM_TYPE_UNEXPECTED_STRING_VALUES: 'u0', 'u1', 'u2' and others are not among the 2"
                + " values of its domain. (100 % of rows)");
    String half =
        file(
            "half.csv",
            "v\n"
                + IntStream.range(0, 2 * MANY)
                    .mapToObj(i -> i % 2 == 0 ? "red" : "u" + i)
                    .collect(Collectors.joining("\n", "", "\n")));
    assertThat(line.run("validate", half, "--schema", domain())).isOne();
    assertThat(line.out.toString()).contains("(50.00 % of rows)");
  }

  @Test
  void areComparedOneByOne() throws IOException {
    String before = csv("before.csv", IntStream.range(0, MANY));
    String after = csv("after.csv", IntStream.range(MANY, 2 * MANY));
    assertThat(line.run("compare", before, after)).isOne();
    assertThat(line.out.toString())
        .contains("! 1.000000  jensen_shannon  v: ")
        .contains("no value is in both of 8,193 different ones, before 8,193")
        .contains("1 of 1 columns differ by more than 0.1");
    assertThat(line.run("compare", before, before)).isZero();

    Path page = folder.resolve("page.html");
    assertThat(
            line.run(
                "stats",
                before,
                "--compare-to",
                after,
                "--format",
                "html",
                "--output",
                page.toString()))
        .isZero();
    assertThat(Files.readString(page))
        .contains("JS 1.0000")
        .contains("Rare values are left out.")
        .doesNotContain("no values");
  }

  @Test
  void areCountedExactlyAsLongAsThereIsRoom() throws IOException {
    String hot =
        file(
            "hot.csv",
            "v\n"
                + IntStream.range(0, 9_000)
                    .mapToObj(i -> "u" + i + (i % 90 == 0 ? "\nhot" : ""))
                    .collect(Collectors.joining("\n", "", "\n")));
    JsonNode column = column(hot);
    assertThat(column.path("distinct").asInt()).isEqualTo(9_001);
    assertThat(column.path("distinct_is_exact").asBoolean()).isTrue();
    assertThat(column.path("top_values").path(0).toString())
        .isEqualTo("{\"value\":\"hot\",\"count\":100}");
  }

  @Test
  void areNeverMoreThanThereAreRowsAndTellTheErrorOfAnEstimate() throws IOException {
    String unique = csv("unique.csv", IntStream.range(0, 40_000));
    JsonNode column = column(unique);
    assertThat(column.path("distinct").asInt()).isBetween(39_000, 40_000);
    assertThat(column.path("distinct_is_exact").asBoolean()).isFalse();
    assertThat(column.path("distinct_error").asDouble()).isBetween(0.005, 0.006);
    String schema =
        file("unique.pbtxt", "feature { name: 'v' type: BYTES unique_constraints { max: 39999 } }");
    assertThat(line.run("validate", unique, "--schema", schema)).isOne();
    assertThat(line.out.toString())
        .contains("There are 40,000 different values; at most 39,999 were expected.");
  }

  @Test
  void tellThatAColumnIsMissing() throws IOException {
    String full = file("full.csv", "a,v\n" + "1,x\n".repeat(100));
    String sparse = file("sparse.csv", "a,v\n" + "1,x\n".repeat(5) + "1,\n".repeat(95));
    assertThat(line.run("compare", full, sparse)).isOne();
    assertThat(line.out.toString())
        .contains("! 0.000000")
        .contains("; missing in 95.00 % of the rows, before in 0 %");
  }

  private JsonNode column(String file) throws IOException {
    assertThat(line.run("stats", file, "--format", "json")).isZero();
    return new ObjectMapper().readTree(line.out.toString()).path("columns").path(0);
  }
}
