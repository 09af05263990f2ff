package io.manabi.pipelines.statistics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.manabi.core.ManabiException;
import io.manabi.core.example.BytesList;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.FloatList;
import io.manabi.core.example.Int64List;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.sources.FileInput;
import io.manabi.pipelines.sources.SmallSplits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types of columns come from all rows, wherever in the data these are. */
class FoundTypesIT {
  private static final Runner RUNNER =
      new Runner(System.getProperty("manabi.runner", "direct"), List.of());

  /** More than are looked at before the pass. */
  private static final int MANY = 10_100;

  private static final int SPLIT = 20_000;

  @TempDir private Path folder;

  @Test
  void findsTypesOfCsvInLaterRows() throws IOException {
    StringBuilder rows = new StringBuilder("code,part,big,none,late,real,far,pair\n");
    for (int row = 0; row < MANY; row++) {
      rows.append(row).append(",1,1,,,,1,1\n");
    }
    rows.append("A0001,0.5,18446744073709551615,,7,,-1.8e308,1\n");
    rows.append("A0002,1,1,\"\",8,2.5,1,1\n");
    Path file = Files.writeString(folder.resolve("a.csv"), rows);

    DataStatistics found = read(file);

    assertThat(found.rows()).isEqualTo(MANY + 2);
    assertThat(found.badRows()).isZero();
    assertThat(types(found))
        .containsExactly(
            "code BYTES",
            "part FLOAT",
            "big FLOAT",
            "none BYTES",
            "late INT64",
            "real FLOAT",
            "far FLOAT",
            "pair INT64");
    assertThat(found.column("code").values()).isEqualTo(MANY + 2);
    assertThat(numbers(found, "part").min()).isEqualTo(0.5);
    assertThat(numbers(found, "big").max()).isEqualTo(0x1p64);
    assertThat(found.column("late").present()).isEqualTo(2);
    assertThat(numbers(found, "real").max()).isEqualTo(2.5);
    assertThat(numbers(found, "far").infinite()).isEqualTo(1);
  }

  @Test
  void findsColumnsOfJsonLinesInLaterRows() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < MANY; row++) {
      rows.append("{\"n\": 1.50, \"i\": 1, \"list\": 1, \"none\": null}\n");
    }
    rows.append(
        "{\"n\": \"N/A\", \"i\": 18446744073709551615, \"list\": [1, 2], \"late\": true}\n");
    rows.append("{\"n\": 2, \"i\": \"NaN\", \"new\": {\"a\": 1}, \"none\": 1}\n");
    Path file = Files.writeString(folder.resolve("a.jsonl"), rows);

    DataStatistics found = read(file);

    assertThat(found.badRows()).isZero();
    assertThat(types(found))
        .containsExactly("n BYTES", "i FLOAT", "list INT64", "none INT64", "late INT64");
    assertThat(found.column("n").frequent())
        .extracting(ValueFrequency::value, ValueFrequency::count)
        .contains(tuple("1.50", (long) MANY), tuple("N/A", 1L), tuple("2", 1L));
    assertThat(numbers(found, "i").nan()).isEqualTo(1);
    assertThat(found.column("list").maxValues()).isEqualTo(2);
    assertThat(found.column("late").present()).isEqualTo(1);
    assertThat(found.column("none").present()).isEqualTo(1);
  }

  @Test
  void findsFeaturesOfTfRecordsInLaterRows() throws IOException {
    List<Map<String, Feature>> rows = new ArrayList<>();
    for (int row = 0; row < MANY; row++) {
      rows.add(
          Map.of("i", ints(row), "e", ints(), "f", floats(), "k", Feature.newBuilder().build()));
    }
    rows.add(Map.of("i", floats(1.5f), "late", bytes("x", "y")));
    rows.add(Map.of("i", bytes("x"), "f", ints(1), "k", floats(0.25f), "e", ints()));
    Path file = write("a.tfrecord", rows);

    DataStatistics found = read(file);

    assertThat(found.rows()).isEqualTo(MANY + 2);
    assertThat(found.badRows()).isZero();
    assertThat(types(found))
        .containsExactlyInAnyOrder("i BYTES", "e INT64", "f INT64", "k FLOAT", "late BYTES");
    assertThat(found.column("i").values()).isEqualTo(MANY + 2);
    assertThat(found.column("e").present()).isZero();
    assertThat(found.column("late").maxValues()).isEqualTo(2);
    assertThat(numbers(found, "k").max()).isEqualTo(0.25);
  }

  @Test
  void findsTheSameInAnyOrderAndWithAnySplits() throws IOException {
    String ints = "{\"a\": 1, \"b\": null, \"c\": [1]}\n".repeat(6_000);
    List<String> files = new ArrayList<>();
    for (String last :
        List.of(
            "{\"a\": 0.5, \"d\": 1}", "{\"b\": 7, \"a\": 9223372036854775808}", "{\"b\": \"x\"}")) {
      files.add(Files.writeString(folder.resolve(files.size() + ".jsonl"), ints + last).toString());
    }
    DataStatistics expected = statistics(source(files, SPLIT));
    assertThat(types(expected)).containsExactly("a FLOAT", "b BYTES", "c INT64", "d INT64");
    for (List<Integer> order : List.of(List.of(2, 1, 0), List.of(1, 2, 0))) {
      DataStatistics other = statistics(source(order.stream().map(files::get).toList(), 50_000));
      assertThat(sorted(other))
          .usingRecursiveComparison()
          .withComparatorForType(
              (one, two) ->
                  Math.abs(one - two) <= 1e-9 * Math.abs(one) ? 0 : Double.compare(one, two),
              Double.class)
          .isEqualTo(sorted(expected));
    }
  }

  @Test
  void knowsDoublesAndTheLeastInteger() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.csv"),
            "t,i\n1700000000.123,-9223372036854775808\n1700000001.5,1\n1700000060.25,\n");

    DataStatistics found = read(file);

    assertThat(found.column("t").distinct()).isEqualTo(3);
    assertThat(found.column("t").frequent().get(0).value()).isEqualTo("1.700000000123E9");
    assertThat(numbers(found, "t").min()).isEqualTo(1700000000.123);
    assertThat(found.column("i").present()).isEqualTo(2);
    assertThat(numbers(found, "i").min()).isEqualTo(-0x1p63);
  }

  @Test
  void leavesRowsOutThatAreOfNoType() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.jsonl"),
            "{\"a\": 1}\n".repeat(MANY)
                + "{\"a\": \"x\", \"a\": 1}\n{\"a\": \"x\"\n{\"a\": \"x\"} {}\n");

    DataStatistics found = read(file);

    assertThat(types(found)).containsExactly("a INT64");
    assertThat(found.badRows()).isEqualTo(3);
  }

  @Test
  void saysThatNoColumnCanBeRead() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jsonl"), "{\"a\": {\"b\": 1}}\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ManabiException.class)
        .hasMessageContainingAll("There is no column in " + file + " that can be read", ": a.");
  }

  private static DataStatistics read(Path file) {
    return statistics(source(List.of(file.toString()), SPLIT));
  }

  private static RecordSource source(List<String> files, long splitBytes) {
    return SmallSplits.guessed(FileInput.of(files), Map.of(), splitBytes);
  }

  private static DataStatistics statistics(RecordSource source) {
    return StatisticsPipeline.run(source, RUNNER, progress -> {}).statistics("data");
  }

  private static List<ColumnStatistics> sorted(DataStatistics statistics) {
    return statistics.columns().stream()
        .sorted(Comparator.comparing(ColumnStatistics::name))
        .toList();
  }

  private static List<String> types(DataStatistics statistics) {
    return statistics.columns().stream().map(each -> each.name() + " " + each.type()).toList();
  }

  private static NumberStatistics numbers(DataStatistics statistics, String column) {
    return statistics.column(column).numbers().orElseThrow();
  }

  private Path write(String name, List<Map<String, Feature>> rows) throws IOException {
    Path file = folder.resolve(name);
    try (TfRecordWriter writer = TfRecordWriter.create(file)) {
      for (Map<String, Feature> row : rows) {
        writer.write(
            Example.newBuilder()
                .setFeatures(Features.newBuilder().putAllFeature(row))
                .build()
                .toByteArray());
      }
    }
    return file;
  }

  private static Feature ints(long... values) {
    Int64List.Builder list = Int64List.newBuilder();
    for (long value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setInt64List(list).build();
  }

  private static Feature floats(float... values) {
    FloatList.Builder list = FloatList.newBuilder();
    for (float value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setFloatList(list).build();
  }

  private static Feature bytes(String... values) {
    BytesList.Builder list = BytesList.newBuilder();
    for (String value : values) {
      list.addValue(ByteString.copyFrom(value, UTF_8));
    }
    return Feature.newBuilder().setBytesList(list).build();
  }
}
