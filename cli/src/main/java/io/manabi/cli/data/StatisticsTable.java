package io.manabi.cli.data;

import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.NumberStatistics;
import io.manabi.pipelines.validation.Anomaly;
import io.manabi.pipelines.validation.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Statistics as a table for the terminal. */
final class StatisticsTable {
  private static final int WIDEST = 28;
  private static final int NUMBERS_FROM = 2;
  private static final int MEDIAN = 7;

  private StatisticsTable() {}

  static String of(DataStatistics statistics) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "column",
            "type",
            "missing",
            "different",
            "mean",
            "deviation",
            "least",
            "median",
            "greatest",
            "most frequent"));
    statistics.columns().forEach(column -> rows.add(row(column)));
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    rows.forEach(
        row -> {
          for (int i = 0; i < columns; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%s: %,d rows", statistics.name(), statistics.rows()));
    if (statistics.badRows() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              ", and %,d that cannot be read, the first is %s",
              statistics.badRows(),
              statistics.firstBadRow()));
    }
    text.append("\n\n");
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        boolean left = i < NUMBERS_FROM || i == columns - 1;
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(left ? row.get(i) + padding : padding + row.get(i)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<String> row(ColumnStatistics column) {
    List<String> row = new ArrayList<>();
    row.add(cut(column.name()));
    row.add(column.type().name().toLowerCase(Locale.ROOT));
    row.add(Anomaly.percent(1 - column.presentShare()));
    row.add(
        (column.sample().isComplete() ? "" : "~")
            + String.format(Locale.ROOT, "%,d", column.distinct()));
    NumberStatistics numbers = column.numbers().filter(each -> each.finite() > 0).orElse(null);
    if (numbers == null) {
      row.addAll(List.of("", "", "", "", ""));
    } else {
      for (double number :
          new double[] {
            numbers.mean(), numbers.deviation(), numbers.min(), numbers.median(), numbers.max()
          }) {
        row.add(Numbers.text(number));
      }
      if (!column.exact()) {
        row.set(MEDIAN, "~" + row.get(MEDIAN));
      }
    }
    row.add(
        column.frequent().isEmpty()
            ? ""
            : cut(column.frequent().get(0).value())
                + (column.frequent().get(0).error() == 0 ? " " : " ~")
                + Anomaly.percent((double) column.frequent().get(0).count() / column.values()));
    return row;
  }

  /** Names and values come from the data: what would move the cursor is not printed. */
  private static String cut(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "·");
    return plain.length() <= WIDEST ? plain : plain.substring(0, WIDEST - 1) + "…";
  }
}
