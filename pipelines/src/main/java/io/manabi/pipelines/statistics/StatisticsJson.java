package io.manabi.pipelines.statistics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Statistics as JSON, for programs. */
public final class StatisticsJson {
  private static final int TOP_VALUES = 20;

  private StatisticsJson() {}

  /** One object, on several lines, with the twenty most frequent values of each column. */
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
    json.put("distinct_is_exact", column.exact());
    column.numbers().ifPresent(numbers -> add(numbers, json));
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
    column.frequent().stream()
        .limit(TOP_VALUES)
        .forEach(each -> top.addObject().put("value", each.value()).put("count", each.count()));
  }

  private static void add(NumberStatistics numbers, ObjectNode json) {
    json.put("nan", numbers.nan());
    json.put("infinite", numbers.infinite());
    json.put("zeros", numbers.zeros());
    json.put("mean", numbers.mean());
    json.put("std_dev", numbers.deviation());
    json.put("min", numbers.min());
    json.put("median", numbers.median());
    json.put("max", numbers.max());
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
