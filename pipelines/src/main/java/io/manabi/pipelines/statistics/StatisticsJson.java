package io.manabi.pipelines.statistics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Statistics as JSON, for programs. */
public final class StatisticsJson {
  private static final int TOP_VALUES = 20;

  private StatisticsJson() {}

  /**
   * One object, on several lines, with the twenty most frequent values of each column. What is an
   * estimate says so: {@code distinct_error} is the standard error as a part of {@code distinct},
   * {@code count_error} by how much a count may be too small, {@code quantiles_rank_error} how far
   * from its place, as a part of all values, a quantile, the median or a border of a bucket may be.
   */
  public static String of(DataStatistics statistics) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("name", statistics.name());
    root.put("rows", statistics.rows());
    root.put("bad_rows", statistics.badRows());
    if (statistics.badRows() > 0) {
      root.put("first_bad_row", statistics.firstBadRow());
    }
    ArrayNode columns = root.putArray("columns");
    statistics.columns().forEach(column -> add(column, columns.addObject()));
    return root.toPrettyString() + "\n";
  }

  private static void add(ColumnStatistics column, ObjectNode json) {
    json.put("name", column.name());
    json.put("type", column.type().name().toLowerCase(Locale.ROOT));
    json.put("count", column.present());
    json.put("missing", column.missing());
    json.put("min_values", column.minValues());
    json.put("avg_values", column.averageValues());
    json.put("max_values", column.maxValues());
    json.put("distinct", column.distinct());
    json.put("distinct_is_exact", column.sample().isComplete());
    if (!column.sample().isComplete()) {
      json.put("distinct_error", column.sample().distinctError());
    }
    column.numbers().ifPresent(numbers -> add(numbers, column.exact(), json));
    column
        .strings()
        .ifPresent(
            strings -> {
              json.put("avg_length", strings.averageLength());
              json.put("min_length", strings.minLength());
              json.put("max_length", strings.maxLength());
              json.put("not_utf8", strings.notUtf8());
            });
    ArrayNode top = json.putArray("top_values");
    column.frequent().stream().limit(TOP_VALUES).forEach(each -> add(each, top.addObject()));
  }

  private static void add(ValueFrequency value, ObjectNode json) {
    json.put("value", value.value()).put("count", value.count());
    if (value.error() > 0) {
      json.put("count_error", value.error());
    }
  }

  private static void add(NumberStatistics numbers, boolean exact, ObjectNode json) {
    json.put("nan", numbers.nan());
    json.put("infinite", numbers.infinite());
    json.put("zeros", numbers.zeros());
    json.put("mean", numbers.mean());
    json.put("std_dev", numbers.deviation());
    numbers
        .integers()
        .ifPresentOrElse(
            range -> json.put("min", range.min()), () -> json.put("min", numbers.min()));
    json.put("median", numbers.median());
    numbers
        .integers()
        .ifPresentOrElse(
            range -> json.put("max", range.max()), () -> json.put("max", numbers.max()));
    json.put("quantiles_are_exact", exact);
    if (!exact) {
      json.put("quantiles_rank_error", NumberColumn.RANK_ERROR);
    }
    add(numbers.histogram(), json.putArray("histogram"));
    add(numbers.quantiles(), json.putArray("quantiles"));
  }

  private static void add(Histogram histogram, ArrayNode json) {
    for (Histogram.Bucket bucket : histogram.buckets()) {
      json.addObject()
          .put("low", bucket.low())
          .put("high", bucket.high())
          .put("count", bucket.count());
    }
  }
}
