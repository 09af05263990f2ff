package io.manabi.pipelines.validation;

import io.manabi.core.ColumnType;
import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.NumberStatistics;
import io.manabi.pipelines.statistics.StringStatistics;
import io.manabi.pipelines.validation.Distance.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code card.html} shows of a column: its chart, its numbers, and what is odd about it.
 *
 * @param place its place in the data, from 0 on
 * @param name its name
 * @param before what is known of it in the data set, or the first of two; null if it is not there
 * @param after the same in the second one
 * @param distance how much the two differ, if that is known
 * @param anomalies how many there are
 * @param two whether there are two data sets
 */
record ColumnCard(
    int place,
    String name,
    @Nullable ColumnStatistics before,
    @Nullable ColumnStatistics after,
    @Nullable Distance distance,
    int anomalies,
    boolean two) {
  private static final String NONE = "–";
  private static final int STRINGS = 7;
  private static final double MOSTLY = 0.5;
  private static final double FAR = 0.1;

  /** How much the column deserves a look: anomalies first, then distance and missing values. */
  public double badness() {
    return anomalies
        + (two && (before == null || after == null) ? 1 : 0)
        + Math.max(distance == null ? 0 : distance.value(), two ? moreMissing() : missing()) * 0.99;
  }

  /** By how much the share of rows without a value differs. */
  private double moreMissing() {
    return before == null || after == null
        ? 1
        : Math.abs(before.presentShare() - after.presentShare());
  }

  private Stream<ColumnStatistics> columns() {
    return Stream.of(before, after).filter(Objects::nonNull).map(Objects::requireNonNull);
  }

  /** The share of rows without a value, the greater one of two. */
  public double missing() {
    return columns().mapToDouble(column -> 1 - column.presentShare()).max().orElse(1);
  }

  /** How many different values it has, the most of two data sets. */
  public long distinct() {
    return columns().mapToLong(ColumnStatistics::distinct).max().orElse(0);
  }

  /** Whether it has numbers in any data set. */
  public boolean numbers() {
    return columns().anyMatch(column -> column.type() != ColumnType.BYTES);
  }

  /** What its values are called. */
  public String types() {
    return columns()
        .map(column -> type(column.type()))
        .distinct()
        .reduce((left, right) -> left + " → " + right)
        .orElse("absent");
  }

  private static String type(ColumnType type) {
    return switch (type) {
      case INT64 -> "integer";
      case FLOAT -> "float";
      case BYTES -> "string";
    };
  }

  /**
   * Something odd about the column.
   *
   * @param kind {@code bad}, {@code warn} or nothing
   */
  record Chip(String kind, String text) {}

  /** What is odd about the column. */
  public List<Chip> chips() {
    List<Chip> chips = new ArrayList<>();
    if (anomalies > 0) {
      chips.add(new Chip("bad", anomalies == 1 ? "1 anomaly" : anomalies + " anomalies"));
    }
    if (two && before == null) {
      chips.add(new Chip("bad", "only in the second"));
    }
    if (two && after == null) {
      chips.add(new Chip("bad", "only in the first"));
    }
    if (distance != null) {
      String measure = distance.measure() == Distance.Measure.L_INFINITY ? "L∞ %.4f" : "JS %.4f";
      chips.add(
          new Chip(
              distance.value() > FAR ? "bad" : "", PageContent.format(measure, distance.value())));
    }
    if (missing() > 0) {
      chips.add(
          new Chip(missing() > MOSTLY ? "bad" : "warn", Anomaly.percent(missing()) + " missing"));
    }
    columns().reduce((first, second) -> second).ifPresent(shown -> addOddValues(shown, chips));
    return chips;
  }

  private static void addOddValues(ColumnStatistics shown, List<Chip> chips) {
    if (shown.exact() && shown.distinct() == 1) {
      chips.add(new Chip("warn", "constant"));
    }
    if (shown.sample().isComplete() && shown.distinct() > 1 && shown.distinct() == shown.values()) {
      chips.add(new Chip("", "all different"));
    }
    shown
        .numbers()
        .ifPresent(
            numbers -> {
              double zeros = (double) numbers.zeros() / Math.max(1, shown.values());
              if (zeros > MOSTLY && zeros < 1) {
                chips.add(new Chip("", Anomaly.percent(zeros) + " zeros"));
              }
              if (isOdd(numbers)) {
                chips.add(new Chip("warn", "NaN or infinite"));
              }
            });
    shown
        .strings()
        .filter(strings -> strings.notUtf8() > 0)
        .ifPresent(strings -> chips.add(new Chip("warn", "not UTF-8")));
  }

  /** The chart of {@link #cells}. */
  public Chart chart() {
    return new Chart(cells(), numbers() ? cells().size() : STRINGS, two);
  }

  /** What the chart shows: the distributions that were compared, or that of the only column. */
  public List<Cell> cells() {
    if (distance != null && !distance.cells().isEmpty()) {
      return distance.cells();
    }
    ColumnStatistics only = columns().filter(each -> each.values() > 0).findFirst().orElse(null);
    if (only == null) {
      return List.of();
    }
    boolean second = before == null || before.values() == 0;
    double all = only.numbers().map(NumberStatistics::finite).orElse(only.values());
    return only.numbers().isPresent()
        ? only.numbers().get().histogram().buckets().stream()
            .map(bucket -> cell(Chart.label(bucket), bucket.count() / all, second))
            .toList()
        : only.frequent().stream()
            .map(value -> cell(value.value(), value.count() / all, second))
            .toList();
  }

  private static Cell cell(String label, double share, boolean second) {
    return second ? new Cell(label, 0, share) : new Cell(label, share, 0);
  }

  /** A figure of both data sets. */
  record Line(String name, String before, String after) {}

  /** The figures below the chart. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(line("values", column -> PageContent.format("%,d", column.values())));
    lines.add(
        line(
            "different",
            column ->
                PageContent.format(
                    column.sample().isComplete() ? "%,d" : "≈ %,d", column.distinct())));
    if (columns().anyMatch(column -> column.maxValues() > 1)) {
      lines.add(
          line(
              "values per row",
              column ->
                  range(column.minValues(), column.maxValues())
                      + PageContent.format("%.2f", column.averageValues())));
    }
    if (numbers()) {
      lines.add(number("mean", NumberStatistics::mean));
      lines.add(number("deviation", NumberStatistics::deviation));
      lines.add(number("least", NumberStatistics::min));
      lines.add(line("median", ColumnCard::median));
      lines.add(number("greatest", NumberStatistics::max));
      lines.add(number("zeros", NumberStatistics::zeros));
      if (columns().anyMatch(column -> column.numbers().filter(ColumnCard::isOdd).isPresent())) {
        lines.add(number("NaN", NumberStatistics::nan));
        lines.add(number("infinite", NumberStatistics::infinite));
      }
    } else {
      lines.add(
          line("bytes each", column -> column.strings().map(ColumnCard::lengths).orElse(NONE)));
    }
    return lines;
  }

  private static String median(ColumnStatistics column) {
    return column
        .numbers()
        .filter(numbers -> numbers.finite() > 0)
        .map(numbers -> (column.exact() ? "" : "≈ ") + Numbers.text(numbers.median()))
        .orElse(NONE);
  }

  private static boolean isOdd(NumberStatistics numbers) {
    return numbers.nan() + numbers.infinite() > 0;
  }

  private static String lengths(StringStatistics strings) {
    return range(strings.minLength(), strings.maxLength())
        + PageContent.format("%.1f", strings.averageLength());
  }

  private static String range(long least, long most) {
    return least + " – " + most + ", ⌀ ";
  }

  private Line number(String name, ToDoubleFunction<NumberStatistics> value) {
    return line(
        name,
        column ->
            column
                .numbers()
                .filter(numbers -> numbers.finite() > 0 || name.equals("NaN"))
                .map(numbers -> Numbers.text(value.applyAsDouble(numbers)))
                .orElse(NONE));
  }

  private Line line(String name, Function<ColumnStatistics, String> value) {
    return new Line(
        name,
        before == null ? NONE : value.apply(before),
        after == null ? NONE : value.apply(after));
  }

  /** What the values shown are not; empty if they are all. */
  public String leftOut() {
    if (numbers() || columns().allMatch(ColumnStatistics::exact)) {
      return "";
    }
    double error =
        columns()
            .filter(column -> !column.sample().isComplete())
            .mapToDouble(column -> (double) column.mostUnlisted() / column.values())
            .max()
            .orElse(0);
    return "Rare values are left out"
        + (error == 0 ? "" : "; a share may be too small by up to " + Anomaly.percent(error))
        + ".";
  }

  /** The upper borders of tenths of the numbers of the only data set; empty if there are none. */
  public List<String> deciles() {
    if (two || before == null) {
      return List.of();
    }
    String about = before.exact() ? "" : "≈ ";
    return before.numbers().stream()
        .flatMap(numbers -> numbers.quantiles().buckets().stream())
        .map(bucket -> about + Numbers.text(bucket.high()))
        .toList();
  }
}
