package io.manabi.pipelines.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.statistics.StatisticsStateProto.DataState;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatisticsAccumulatorTest {
  private static final Schema TEXT = Schema.of(Column.bytes("text"));
  private static final Schema NUMBER = Schema.of(Column.int64("number"));

  @Test
  void isEmptyWithoutRows() {
    StatisticsAccumulator accumulator = StatisticsAccumulator.of(MixedSource.SCHEMA);
    DataStatistics statistics = accumulator.statistics("none");
    assertThat(statistics.rows()).isZero();
    assertThat(statistics.columns()).hasSize(6);
    assertThat(statistics.column("age").numbers().orElseThrow().histogram().buckets()).isEmpty();
    assertThat(statistics.column("city").presentShare()).isZero();
  }

  @Test
  void survivesAColumnWithoutAnyValue() {
    StatisticsAccumulator accumulator = new StatisticsAccumulator();
    accumulator.add(
        Batch.of(
            Schema.of(Column.floats("x").optional()),
            new ColumnValues.Floats(new float[] {Float.NaN, Float.NaN})));
    ColumnStatistics column = accumulator.statistics("x").column("x");
    assertThat(column.missing()).isEqualTo(2);
    assertThat(column.values()).isZero();
    assertThat(column.numbers().orElseThrow().nan()).isZero();
  }

  @Test
  void keepsFrequentValuesWithASmallErrorAmongManyRareOnes() {
    Random random = new Random(3);
    StatisticsAccumulator accumulator = new StatisticsAccumulator();
    StatisticsAccumulator other = new StatisticsAccumulator();
    int rows = 100_000;
    int often = 0;
    for (int batch = 0; batch < 100; batch++) {
      byte[][] values = new byte[rows / 100][];
      for (int i = 0; i < values.length; i++) {
        boolean isOften = random.nextInt(10) == 0;
        often += isOften ? 1 : 0;
        values[i] = MixedSource.bytes(isOften ? "often" : "rare" + random.nextInt(1_000_000));
      }
      (batch < 30 ? other : accumulator).add(text(values));
    }
    accumulator.merge(other);
    ColumnStatistics column = accumulator.statistics("x").column("text");
    assertThat(column.exact()).isFalse();
    assertThat(column.frequent()).hasSizeLessThanOrEqualTo(FrequentValues.LIMIT);
    assertThat(column.frequent().get(0).value()).isEqualTo("often");
    assertThat(column.frequent().get(0).count())
        .isBetween(often - (long) rows / FrequentValues.KEPT, (long) often);
    assertThat((double) column.distinct()).isCloseTo(86_000, within(3_000.0));
  }

  @Test
  void countsStringsThatAreNoUtf8AndShortensLongOnes() {
    StatisticsAccumulator accumulator = new StatisticsAccumulator();
    byte[] longText = MixedSource.bytes("a".repeat(1_000_000));
    byte[] longToo = longText.clone();
    longToo[999_999] = 'b';
    accumulator.add(text(new byte[] {(byte) 0xff}, longText, longToo, longText));
    ColumnStatistics column = accumulator.statistics("x").column("text");
    assertThat(column.strings().orElseThrow().notUtf8()).isEqualTo(1);
    assertThat(column.strings().orElseThrow().maxLength()).isEqualTo(1_000_000);
    assertThat(column.distinct()).isEqualTo(3);
    assertThat(column.frequent().get(0).value()).startsWith("aaa").hasSizeLessThan(256);
    assertThat(column.frequent().get(0).count()).isEqualTo(2);
    assertThat(column.frequent()).extracting(ValueFrequency::value).contains("\ufffd");
  }

  @Test
  void aColumnThatOnlyOneDataSetHasIsMissingInTheOther() {
    StatisticsAccumulator left = new StatisticsAccumulator();
    left.add(text(MixedSource.bytes("a")));
    StatisticsAccumulator right = new StatisticsAccumulator();
    right.add(Batch.of(NUMBER, new ColumnValues.Int64s(new long[] {1, 2})));
    left.merge(right);
    DataStatistics statistics = left.statistics("both");
    assertThat(statistics.column("text").missing()).isEqualTo(2);
    assertThat(statistics.column("number").missing()).isEqualTo(1);
    assertThat(statistics.column("number").rows()).isEqualTo(3);
  }

  @Test
  void refusesToMergeTypes() {
    StatisticsAccumulator left = new StatisticsAccumulator();
    left.add(Batch.of(Schema.of(Column.int64("text")), new ColumnValues.Int64s(new long[] {1})));
    StatisticsAccumulator right = new StatisticsAccumulator();
    right.add(text(MixedSource.bytes("a")));
    assertThatThrownBy(() -> left.merge(right))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("'text' is INT64 in one data set and BYTES in the other");
  }

  @Test
  void refusesBytesOfOthers() {
    assertThatThrownBy(
            () -> StatisticsAccumulator.fromBytes("nonsense".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ManabiException.class);
    byte[] newer = DataState.newBuilder().setVersion(9).build().toByteArray();
    assertThatThrownBy(() -> StatisticsAccumulator.fromBytes(newer))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("the encoding 9");
  }

  private static Batch text(byte[]... values) {
    return Batch.of(TEXT, new ColumnValues.Bytes(values));
  }
}
