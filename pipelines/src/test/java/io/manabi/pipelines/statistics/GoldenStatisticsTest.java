package io.manabi.pipelines.statistics;

import static io.manabi.pipelines.statistics.MixedSource.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Missing;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.Golden;
import io.manabi.pipelines.statistics.StatisticsStateProto.DataState;
import io.manabi.transform.IntegerRange;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Statistics that are kept are read by later releases: their bytes are those of the files.
 *
 * <p>If this test fails, the encoding has changed, and what former releases kept would be read
 * wrongly. Take the change back, or raise the version of {@link StatisticsAccumulator}, so that
 * what was kept is refused, and write the new bytes to the file. Hashes of values are kept: if a
 * new release of hash4j or fastutil makes the test fail, it has changed them.
 */
class GoldenStatisticsTest {
  private static final int MANY = FrequentValues.LIMIT + 1;

  private static StatisticsAccumulator few() {
    StatisticsAccumulator accumulator =
        new StatisticsAccumulator(
            new ExactCounts(
                Map.of("age", new Domain(null, new IntegerRange(0, 100), null)), Set.of()));
    accumulator.add(
        Batch.of(
            Schema.of(
                Column.int64("age").optional(),
                Column.floats("score"),
                Column.bytes("city").optional(),
                Column.bytes("tags").ragged(),
                Column.floats("pair").ofLength(2)),
            new ColumnValues.Int64s(new long[] {30, Missing.INT64, -7, 30}),
            new ColumnValues.Floats(new float[] {1.5f, Float.NaN, -0f, Float.POSITIVE_INFINITY}),
            new ColumnValues.Bytes(
                new byte[][] {bytes("日本"), bytes("b"), {}, {(byte) 0xff, 'x', 'y'}}),
            new ColumnValues.Bytes(
                new byte[][] {bytes("a"), bytes("naïve"), bytes("a")},
                RowSplits.ragged(new int[] {0, 2, 2, 3, 3})),
            new ColumnValues.Floats(
                new float[] {1, 2, 3, 4, 5, 6, 7, 8}, RowSplits.uniform(4, 2))));
    accumulator.addBadRow(new BadRow("day.csv", 6, "age", "is no number", "old,1"));
    return accumulator;
  }

  /** So many values that they are not all kept: each once, but 7 three times. */
  private static StatisticsAccumulator many() {
    StatisticsAccumulator accumulator = new StatisticsAccumulator();
    accumulator.add(
        Batch.of(
            Schema.of(Column.int64("id")),
            new ColumnValues.Int64s(
                LongStream.concat(LongStream.range(0, MANY), LongStream.of(7, 7)).toArray())));
    return accumulator;
  }

  @Test
  void writesTheseBytes() {
    assertThat(HexFormat.of().formatHex(few().toBytes()))
        .isEqualTo(HexFormat.of().formatHex(Golden.read("statistics_of_few.hex")));
    assertThat(many().toBytes()).isEqualTo(Golden.read("statistics_of_many.pb"));
  }

  @Test
  void readsFewValues() {
    DataStatistics read =
        StatisticsAccumulator.fromBytes(Golden.read("statistics_of_few.hex")).statistics("few");
    assertThat(read).isEqualTo(few().statistics("few"));
    assertThat(read.rows()).isEqualTo(4);
    assertThat(read.badRows()).isEqualTo(1);
    assertThat(read.firstBadRow()).isEqualTo("day.csv line 6, column age: is no number");
    ColumnStatistics age = read.column("age");
    assertThat(age.missing()).isEqualTo(1);
    assertThat(age.frequent())
        .extracting(ValueFrequency::value, ValueFrequency::count)
        .containsExactly(tuple("30", 2L), tuple("-7", 1L));
    assertThat(age.domain()).hasValue(new DomainCount(1, 1, List.of("-7")));
    NumberStatistics numbers = age.numbers().orElseThrow();
    assertThat(numbers.mean()).isCloseTo(53 / 3., within(1e-9));
    assertThat(numbers.min()).isEqualTo(-7);
    assertThat(numbers.max()).isEqualTo(30);
    NumberStatistics score = read.column("score").numbers().orElseThrow();
    assertThat(List.of(score.nan(), score.infinite(), score.zeros())).containsOnly(1L);
    StringStatistics city = read.column("city").strings().orElseThrow();
    assertThat(city.maxLength()).isEqualTo(6);
    assertThat(city.notUtf8()).isEqualTo(1);
    assertThat(read.column("tags").missing()).isEqualTo(2);
    assertThat(read.column("tags").frequent())
        .extracting(ValueFrequency::value, ValueFrequency::count)
        .contains(tuple("naïve", 1L));
    assertThat(read.column("pair").values()).isEqualTo(8);
  }

  @Test
  void readsManyValues() {
    DataStatistics read =
        StatisticsAccumulator.fromBytes(Golden.read("statistics_of_many.pb")).statistics("many");
    assertThat(read).isEqualTo(many().statistics("many"));
    ColumnStatistics id = read.column("id");
    assertThat(id.values()).isEqualTo(MANY + 2);
    assertThat(id.exact()).isFalse();
    assertThat(id.distinct()).isEqualTo(MANY);
    assertThat(id.frequent().get(0).value()).isEqualTo("7");
    assertThat(id.frequent().get(0).count()).isEqualTo(3);
    assertThat(id.numbers().orElseThrow().median()).isCloseTo(MANY / 2., within(0.01 * MANY));
  }

  @Test
  void refusesOtherVersions() throws Exception {
    DataState state = DataState.parseFrom(Golden.read("statistics_of_few.hex"));
    for (int version : new int[] {0, state.getVersion() + 1}) {
      byte[] other = state.toBuilder().setVersion(version).build().toByteArray();
      assertThatThrownBy(() -> StatisticsAccumulator.fromBytes(other))
          .isInstanceOf(ManabiException.class)
          .hasMessageContaining("have the encoding " + version)
          .hasMessageContaining("compute the statistics again");
    }
  }

  /** If it fails, there is a new message or field: add values that have it. */
  @Test
  void haveEveryFieldOfEveryMessage() throws Exception {
    Set<String> all = new TreeSet<>();
    StatisticsStateProto.getDescriptor().getMessageTypes().forEach(each -> addFields(each, all));
    Set<String> found = new TreeSet<>();
    addFields(DataState.parseFrom(Golden.read("statistics_of_few.hex")), found);
    addFields(DataState.parseFrom(Golden.read("statistics_of_many.pb")), found);
    assertThat(found).hasSizeGreaterThan(30).isEqualTo(all);
  }

  private static void addFields(Descriptor message, Set<String> all) {
    message.getFields().forEach(field -> all.add(field.getFullName()));
    message.getNestedTypes().forEach(inside -> addFields(inside, all));
  }

  private static void addFields(Message message, Set<String> found) {
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      found.add(field.getFullName());
      Object value = message.getField(field);
      for (Object each : value instanceof List<?> list ? list : List.of(value)) {
        if (each instanceof Message inside) {
          addFields(inside, found);
        }
      }
    }
  }
}
