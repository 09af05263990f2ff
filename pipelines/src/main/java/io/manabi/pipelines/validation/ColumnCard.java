package io.manabi.pipelines.validation;

import io.manabi.core.ColumnType;
import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.Histogram;
import io.manabi.pipelines.statistics.NumberStatistics;
import io.manabi.pipelines.statistics.StringStatistics;
import io.manabi.pipelines.validation.Distance.Cell;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of the page about one column: its chart, its numbers, and what is odd about it. */
record ColumnCard(
    int place,
    String name,
    @Nullable ColumnStatistics before,
    @Nullable ColumnStatistics after,
    @Nullable Distance distance,
    int anomalies,
    boolean two) {
  private static final double MOSTLY = 0.5;
  private static final double FAR = 0.1;

  /** How much the column deserves a look: anomalies first, then distance and missing values. */
  double badness() {
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

  private double missing() {
    return columns().mapToDouble(column -> 1 - column.presentShare()).max().orElse(1);
  }

  private boolean numbers() {
    return columns().anyMatch(column -> column.type() != ColumnType.BYTES);
  }

  String render() {
    StringBuilder html = new StringBuilder();
    html.append(
        String.format(
            Locale.ROOT,
            "<article class=\"card\" id=\"column-%d\" data-name=\"%s\" data-type=\"%s\""
                + " data-place=\"%d\" data-worst=\"%.6f\" data-missing=\"%.6f\""
                + " data-distinct=\"%d\" data-distance=\"%.6f\">\n",
            place,
            Html.escape(name),
            numbers() ? "number" : "string",
            place,
            badness(),
            missing(),
            columns().mapToLong(ColumnStatistics::distinct).max().orElse(0),
            distance == null ? 1 : distance.value()));
    html.append("<header><h3>").append(Html.escape(name)).append("</h3><span class=\"type\">");
    html.append(
        columns()
            .map(column -> type(column.type()))
            .distinct()
            .reduce((left, right) -> left + " → " + right)
            .orElse("absent"));
    html.append("</span></header>\n<div class=\"chips\">");
    chips(html);
    html.append("</div>\n");
    Charts.append(html, cells(), numbers(), two);
    table(html);
    details(html);
    return html.append("</article>\n").toString();
  }

  private static String type(ColumnType type) {
    return switch (type) {
      case INT64 -> "integer";
      case FLOAT -> "float";
      case BYTES -> "string";
    };
  }

  private void chips(StringBuilder html) {
    if (anomalies > 0) {
      chip(html, "bad", anomalies == 1 ? "1 anomaly" : anomalies + " anomalies");
    }
    if (two && before == null) {
      chip(html, "bad", "only in the second");
    }
    if (two && after == null) {
      chip(html, "bad", "only in the first");
    }
    if (distance != null) {
      String measure = distance.measure() == Distance.Measure.L_INFINITY ? "L∞ " : "JS ";
      chip(
          html,
          distance.value() > FAR ? "bad" : "",
          measure + String.format(Locale.ROOT, "%.4f", distance.value()));
    }
    if (missing() > 0) {
      chip(html, missing() > MOSTLY ? "bad" : "warn", Anomaly.percent(missing()) + " missing");
    }
    ColumnStatistics shown = columns().reduce((first, second) -> second).orElse(null);
    if (shown == null) {
      return;
    }
    if (shown.exact() && shown.distinct() == 1) {
      chip(html, "warn", "constant");
    }
    if (shown.sample().isComplete() && shown.distinct() > 1 && shown.distinct() == shown.values()) {
      chip(html, "", "all different");
    }
    shown
        .numbers()
        .ifPresent(
            numbers -> {
              double zeros = (double) numbers.zeros() / Math.max(1, shown.values());
              if (zeros > MOSTLY && zeros < 1) {
                chip(html, "", Anomaly.percent(zeros) + " zeros");
              }
              if (numbers.nan() + numbers.infinite() > 0) {
                chip(html, "warn", "NaN or infinite");
              }
            });
    shown
        .strings()
        .filter(strings -> strings.notUtf8() > 0)
        .ifPresent(strings -> chip(html, "warn", "not UTF-8"));
  }

  private static void chip(StringBuilder html, String kind, String text) {
    html.append("<span class=\"chip ").append(kind).append("\">");
    html.append(Html.escape(text)).append("</span>");
  }

  /** What the chart shows: the distributions that were compared, or that of the only column. */
  private List<Cell> cells() {
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
            .map(bucket -> cell(Charts.label(bucket), bucket.count() / all, second))
            .toList()
        : only.frequent().stream()
            .map(value -> cell(value.value(), value.count() / all, second))
            .toList();
  }

  private static Cell cell(String label, double share, boolean second) {
    return second ? new Cell(label, 0, share) : new Cell(label, share, 0);
  }

  private void table(StringBuilder html) {
    html.append(two ? "<table>\n" : "<dl class=\"numbers\">\n");
    line(html, "values", column -> String.format(Locale.ROOT, "%,d", column.values()));
    line(
        html,
        "different",
        column ->
            String.format(
                Locale.ROOT, "%s%,d", column.sample().isComplete() ? "" : "≈ ", column.distinct()));
    if (columns().anyMatch(column -> column.maxValues() > 1)) {
      line(
          html,
          "values per row",
          column ->
              String.format(
                  Locale.ROOT,
                  "%d – %d, ⌀ %.2f",
                  column.minValues(),
                  column.maxValues(),
                  column.averageValues()));
    }
    if (numbers()) {
      number(html, "mean", NumberStatistics::mean);
      number(html, "deviation", NumberStatistics::deviation);
      number(html, "least", NumberStatistics::min);
      line(html, "median", ColumnCard::median);
      number(html, "greatest", NumberStatistics::max);
      number(html, "zeros", numbers -> (double) numbers.zeros());
      if (columns().anyMatch(column -> column.numbers().filter(ColumnCard::isOdd).isPresent())) {
        number(html, "NaN", numbers -> (double) numbers.nan());
        number(html, "infinite", numbers -> (double) numbers.infinite());
      }
    } else {
      line(html, "bytes each", column -> column.strings().map(ColumnCard::lengths).orElse("–"));
    }
    html.append(two ? "</table>\n" : "</dl>\n");
  }

  private static String median(ColumnStatistics column) {
    return column
        .numbers()
        .filter(numbers -> numbers.finite() > 0)
        .map(numbers -> (column.exact() ? "" : "≈ ") + Numbers.text(numbers.median()))
        .orElse("–");
  }

  private static boolean isOdd(NumberStatistics numbers) {
    return numbers.nan() + numbers.infinite() > 0;
  }

  private static String lengths(StringStatistics strings) {
    return String.format(
        Locale.ROOT,
        "%d – %d, ⌀ %.1f",
        strings.minLength(),
        strings.maxLength(),
        strings.averageLength());
  }

  private void number(StringBuilder html, String what, Function<NumberStatistics, Double> value) {
    line(
        html,
        what,
        column ->
            column
                .numbers()
                .filter(numbers -> numbers.finite() > 0 || what.equals("NaN"))
                .map(numbers -> Numbers.text(value.apply(numbers)))
                .orElse("–"));
  }

  private void line(StringBuilder html, String what, Function<ColumnStatistics, String> value) {
    String first = before == null ? "–" : Html.escape(value.apply(before));
    String second = after == null ? "–" : Html.escape(value.apply(after));
    html.append(
        two
            ? "<tr><td>%s</td><td>%s</td><td>%s</td></tr>\n".formatted(what, first, second)
            : "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(what, first));
  }

  /** What the values shown are not. */
  private String leftOut() {
    if (numbers() || columns().allMatch(ColumnStatistics::exact)) {
      return "";
    }
    double error =
        columns()
            .filter(column -> !column.sample().isComplete())
            .mapToDouble(column -> (double) column.mostUnlisted() / column.values())
            .max()
            .orElse(0);
    return "<p>Rare values are left out"
        + (error == 0 ? "" : "; a share may be too small by up to " + Anomaly.percent(error))
        + ".</p>";
  }

  private void details(StringBuilder html) {
    List<Cell> cells = cells();
    if (cells.isEmpty()) {
      return;
    }
    html.append("<details><summary>").append(numbers() ? "Buckets" : "Values");
    html.append("</summary><div class=\"scroll\"><table>\n");
    Charts.rows(html, cells, two);
    html.append("</table></div>").append(leftOut()).append("</details>\n");
    Histogram quantiles =
        before == null ? null : before.numbers().map(NumberStatistics::quantiles).orElse(null);
    if (!two && quantiles != null && !quantiles.buckets().isEmpty()) {
      html.append("<details><summary>Deciles</summary><table>\n");
      String about = before != null && before.exact() ? "" : "≈ ";
      int percent = 0;
      for (Histogram.Bucket bucket : quantiles.buckets()) {
        percent += 10;
        html.append("<tr><td>").append(percent).append(" % ≤</td><td>");
        html.append(about).append(Numbers.text(bucket.high())).append("</td></tr>\n");
      }
      html.append("</table></details>\n");
    }
  }
}
