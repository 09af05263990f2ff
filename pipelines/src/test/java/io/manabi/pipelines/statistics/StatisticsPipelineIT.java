package io.manabi.pipelines.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import io.manabi.pipelines.passes.Quarantine;
import io.manabi.pipelines.passes.Runner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every number against the same one computed from all rows at once. */
class StatisticsPipelineIT {
  private static final Runner RUNNER =
      new Runner(System.getProperty("manabi.runner", "direct"), List.of());
  private static final int ROWS = 15_000;
  private static final MixedSource SOURCE = new MixedSource(0, ROWS);
  private static final List<MixedSource.Row> DATA =
      IntStream.range(0, ROWS)
          .filter(row -> !MixedSource.isBad(row))
          .mapToObj(MixedSource::row)
          .toList();

  @SuppressWarnings("NullAway.Init")
  private static StatisticsAccumulator accumulator;

  @SuppressWarnings("NullAway.Init")
  private static DataStatistics statistics;

  @BeforeAll
  static void compute() {
    accumulator = run(SOURCE);
    statistics = accumulator.statistics("mixed");
  }

  @Test
  void countsRowsAndTellsTheFirstBadOne() {
    assertThat(statistics.name()).isEqualTo("mixed");
    assertThat(statistics.rows()).isEqualTo(DATA.size());
    assertThat(statistics.badRows()).isEqualTo(ROWS / 100);
    assertThat(statistics.firstBadRow()).isEqualTo("mixed.csv line 100, column age: is no number");
    assertThat(statistics.columns())
        .extracting(ColumnStatistics::name)
        .containsExactly("age", "score", "many", "city", "tags", "pair");
  }

  @Test
  void knowsIntegersExactly() {
    long[] ages =
        DATA.stream()
            .map(MixedSource.Row::age)
            .filter(Objects::nonNull)
            .mapToLong(Long::longValue)
            .sorted()
            .toArray();
    ColumnStatistics column = statistics.column("age");
    NumberStatistics numbers = column.numbers().orElseThrow();
    assertThat(column.type()).isEqualTo(ColumnType.INT64);
    assertThat(column.missing()).isEqualTo(DATA.size() - ages.length);
    assertThat(column.exact()).isTrue();
    assertThat(column.distinct()).isEqualTo(Arrays.stream(ages).distinct().count());
    double mean = Arrays.stream(ages).average().orElseThrow();
    assertThat(numbers.mean()).isCloseTo(mean, within(1e-9));
    assertThat(numbers.deviation())
        .isCloseTo(
            Math.sqrt(
                Arrays.stream(ages).mapToDouble(age -> (age - mean) * (age - mean)).sum()
                    / ages.length),
            within(1e-9));
    assertThat(numbers.zeros()).isEqualTo(Arrays.stream(ages).filter(age -> age == 0).count());
    assertThat(numbers.min()).isEqualTo((double) ages[0]);
    assertThat(numbers.max()).isEqualTo((double) ages[ages.length - 1]);
    assertThat(numbers.median()).isEqualTo((double) ages[(ages.length + 1) / 2 - 1]);
    assertThat(numbers.histogram().buckets())
        .hasSizeBetween(10, 21)
        .allSatisfy(
            bucket ->
                assertThat(bucket.count())
                    .isEqualTo(
                        (double)
                            Arrays.stream(ages)
                                .filter(age -> bucket.low() <= age && age < bucket.high())
                                .count()));
    assertThat(sum(numbers.histogram())).isEqualTo(ages.length);
    assertThat(numbers.quantiles().buckets()).hasSize(10);
    assertThat(numbers.quantiles().buckets().get(2).high())
        .isEqualTo((double) ages[(int) Math.ceil(ages.length * 0.3) - 1]);
  }

  @Test
  void countsOddFloatsApart() {
    ColumnStatistics column = statistics.column("score");
    NumberStatistics numbers = column.numbers().orElseThrow();
    assertThat(column.missing()).isZero();
    assertThat(numbers.nan()).isEqualTo(count(row -> Float.isNaN(row.score())));
    assertThat(numbers.infinite()).isEqualTo(count(row -> Float.isInfinite(row.score())));
    assertThat(numbers.zeros()).isEqualTo(count(row -> row.score() == 0));
    assertThat(numbers.finite()).isEqualTo(DATA.size() - numbers.nan() - numbers.infinite());
    assertThat(numbers.mean())
        .isCloseTo(
            DATA.stream()
                .mapToDouble(MixedSource.Row::score)
                .filter(Double::isFinite)
                .average()
                .orElseThrow(),
            within(1e-9));
  }

  @Test
  void estimatesManyDifferentFloatsWell() {
    double[] values = DATA.stream().mapToDouble(MixedSource.Row::many).sorted().toArray();
    ColumnStatistics column = statistics.column("many");
    NumberStatistics numbers = column.numbers().orElseThrow();
    assertThat(column.exact()).isFalse();
    long distinct = Arrays.stream(values).distinct().count();
    assertThat((double) column.distinct()).isCloseTo((double) distinct, within(distinct * 0.03));
    assertThat(numbers.min()).isEqualTo(values[0]);
    assertThat(numbers.max()).isEqualTo(values[values.length - 1]);
    assertThat(rank(values, numbers.median())).isCloseTo(0.5, within(0.005));
    assertThat(sum(numbers.histogram())).isCloseTo(values.length, within(1e-6));
    assertThat(numbers.histogram().buckets())
        .allSatisfy(
            bucket ->
                assertThat(bucket.count() / values.length)
                    .isCloseTo(
                        rank(values, bucket.high()) - rank(values, bucket.low()), within(0.005)));
  }

  @Test
  void knowsStringsExactly() {
    List<String> cities =
        DATA.stream().map(MixedSource.Row::city).filter(Objects::nonNull).toList();
    ColumnStatistics column = statistics.column("city");
    StringStatistics strings = column.strings().orElseThrow();
    assertThat(column.present()).isEqualTo(cities.size());
    assertThat(column.distinct()).isEqualTo(cities.stream().distinct().count());
    Map<String, Long> counts =
        cities.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(column.frequent())
        .allMatch(value -> value.error() == 0)
        .extracting(value -> Map.entry(value.value(), value.count()))
        .isEqualTo(
            counts.entrySet().stream()
                .sorted(
                    Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .toList());
    assertThat(strings.averageLength())
        .isCloseTo(cities.stream().mapToInt(this::length).average().orElseThrow(), within(1e-9));
    assertThat(strings.minLength())
        .isEqualTo(cities.stream().mapToInt(this::length).min().getAsInt());
    assertThat(strings.maxLength())
        .isEqualTo(cities.stream().mapToInt(this::length).max().getAsInt());
    assertThat(strings.notUtf8()).isZero();
  }

  @Test
  void countsTheValuesOfARow() {
    ColumnStatistics tags = statistics.column("tags");
    assertThat(tags.missing()).isEqualTo(count(row -> row.tags().isEmpty()));
    assertThat(tags.minValues()).isEqualTo(1);
    assertThat(tags.maxValues()).isEqualTo(3);
    assertThat(tags.values()).isEqualTo(DATA.stream().mapToLong(row -> row.tags().size()).sum());
    assertThat(tags.averageValues())
        .isEqualTo((double) tags.values() / (DATA.size() - tags.missing()));
    ColumnStatistics pair = statistics.column("pair");
    assertThat(pair.values()).isEqualTo(2L * DATA.size());
    assertThat(pair.minValues()).isEqualTo(2);
    assertThat(pair.maxValues()).isEqualTo(2);
  }

  @Test
  void givesTheSameBytesEachTime() {
    byte[] again = run(SOURCE).toBytes();
    assertThat(Arrays.equals(again, accumulator.toBytes())).isTrue();
  }

  @Test
  void mergesTwoPartsIntoTheWhole() {
    StatisticsAccumulator left = run(new MixedSource(0, 9_000));
    StatisticsAccumulator right = run(new MixedSource(9_000, ROWS - 9_000));
    StatisticsAccumulator sum = StatisticsAccumulator.fromBytes(left.toBytes());
    sum.merge(StatisticsAccumulator.fromBytes(right.toBytes()));
    DataStatistics merged = sum.statistics("mixed");
    assertThat(merged.rows()).isEqualTo(statistics.rows());
    assertThat(merged.badRows()).isEqualTo(statistics.badRows());
    for (String exact : List.of("age", "city", "tags", "pair")) {
      assertThat(merged.column(exact))
          .usingRecursiveComparison()
          .withComparatorForType(close(1e-9), Double.class)
          .isEqualTo(statistics.column(exact));
    }
    assertThat(merged.column("many").numbers().orElseThrow())
        .usingRecursiveComparison()
        .ignoringFields("histogram", "quantiles", "median")
        .withComparatorForType(close(1e-9), Double.class)
        .isEqualTo(statistics.column("many").numbers().orElseThrow());
    double[] values = DATA.stream().mapToDouble(MixedSource.Row::many).sorted().toArray();
    assertThat(rank(values, merged.column("many").numbers().orElseThrow().median()))
        .isCloseTo(0.5, within(0.005));
    assertThat((double) merged.column("many").distinct())
        .isCloseTo((double) statistics.column("many").distinct(), within(500.0));
  }

  @Test
  void failsIfNoRowCanBeRead() {
    assertThatThrownBy(() -> run(new MixedSource(99, 1)))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "None of the 1 rows can be read; the first is mixed.csv line 100, column age: is no"
                + " number. Check the format.");
  }

  @Test
  void putsRowsThatCannotBeReadAside(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bad.jsonl");
    try (Quarantine quarantine = Quarantine.of(Location.of(file), List.of())) {
      StatisticsPipeline.run(SOURCE, ExactCounts.NONE, RUNNER, rows -> {}, quarantine);
      assertThat(Files.readAllLines(file)).hasSize(ROWS / 100).first().asString().contains(":100,");
      MixedSource bad = new MixedSource(99, 1);
      assertThatThrownBy(
              () -> StatisticsPipeline.run(bad, ExactCounts.NONE, RUNNER, rows -> {}, quarantine))
          .hasMessageContaining("is no number. All are in " + file + ". Check");
    }
    assertThat(Files.readAllLines(file)).hasSize(ROWS / 100 + 1);
  }

  private static StatisticsAccumulator run(MixedSource source) {
    return StatisticsPipeline.run(source, RUNNER, rows -> {});
  }

  private static Comparator<Double> close(double tolerance) {
    return (left, right) ->
        Math.abs(left - right) <= tolerance * Math.max(1, Math.abs(left))
            ? 0
            : Double.compare(left, right);
  }

  private static long count(java.util.function.Predicate<MixedSource.Row> what) {
    return DATA.stream().filter(what).count();
  }

  private static double sum(Histogram histogram) {
    return histogram.buckets().stream().mapToDouble(Histogram.Bucket::count).sum();
  }

  private static double rank(double[] sorted, double value) {
    return (double) Arrays.stream(sorted).filter(each -> each < value).count() / sorted.length;
  }

  private int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
