package io.manabi.pipelines.validation;

import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.DataStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code page.html} shows.
 *
 * @param before the data set, or the first of two
 * @param after the second one, if there are two
 * @param distances how much columns differ
 * @param anomalies what is wrong with the last data set
 */
record PageContent(
    DataStatistics before,
    @Nullable DataStatistics after,
    List<Distance> distances,
    List<Anomaly> anomalies) {

  /**
   * A figure about all data.
   *
   * @param bad whether it should not be so
   */
  record Fact(String name, String value, boolean bad) {}

  /** The figures above the columns. */
  public List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Rows", both(each -> format("%,d", each.rows())), false));
    facts.add(new Fact("Columns", Integer.toString(names().size()), false));
    facts.add(new Fact("Missing values", both(PageContent::missing), false));
    facts.add(
        new Fact(
            "Unreadable rows",
            both(each -> format("%,d", each.badRows())),
            (after == null ? before : after).badRows() > 0));
    distances.stream()
        .mapToDouble(Distance::value)
        .max()
        .ifPresent(worst -> facts.add(new Fact("Greatest distance", format("%.3f", worst), false)));
    facts.add(new Fact("Anomalies", Integer.toString(anomalies.size()), !anomalies.isEmpty()));
    return facts;
  }

  /** A figure of both data sets, once if it is the same. */
  private String both(Function<DataStatistics, String> figure) {
    String first = figure.apply(before);
    String second = after == null ? first : figure.apply(after);
    return first.equals(second) ? first : first + " → " + second;
  }

  private static String missing(DataStatistics statistics) {
    long missing = statistics.columns().stream().mapToLong(ColumnStatistics::missing).sum();
    long all = statistics.columns().stream().mapToLong(ColumnStatistics::rows).sum();
    return Anomaly.percent(all == 0 ? 0 : (double) missing / all);
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    before.columns().forEach(column -> names.add(column.name()));
    if (after != null) {
      after.columns().forEach(column -> names.add(column.name()));
    }
    anomalies.stream().map(Anomaly::column).filter(name -> !name.isEmpty()).forEach(names::add);
    return names;
  }

  /** The place of a column among all, from 0 on; -1 if it is none. */
  public int place(String column) {
    return List.copyOf(names()).indexOf(column);
  }

  /** The share that an anomaly concerns, for people; empty if nobody knows. */
  public String share(Anomaly anomaly) {
    return Double.isNaN(anomaly.share()) ? "" : Anomaly.percent(anomaly.share());
  }

  /** The columns, those first that deserve a look. */
  public List<ColumnCard> cards() {
    List<ColumnCard> cards = new ArrayList<>();
    for (String name : names()) {
      cards.add(
          new ColumnCard(
              cards.size(),
              name,
              before.find(name).orElse(null),
              after == null ? null : after.find(name).orElse(null),
              distances.stream()
                  .filter(each -> each.column().equals(name))
                  .reduce((first, last) -> last)
                  .orElse(null),
              (int) anomalies.stream().filter(each -> each.column().equals(name)).count(),
              after != null));
    }
    cards.sort(Comparator.comparingDouble(ColumnCard::badness).reversed());
    return cards;
  }

  /** A number in the digits of every language. */
  public static String format(String pattern, Object number) {
    return String.format(Locale.ROOT, pattern, number);
  }
}
