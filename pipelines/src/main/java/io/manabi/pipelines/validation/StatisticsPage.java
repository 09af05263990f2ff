package io.manabi.pipelines.validation;

import io.manabi.core.ManabiException;
import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.DataStatistics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statistics as a page to look at: one HTML file that needs no other, with the columns that deserve
 * a look first. Two data sets stand side by side.
 */
public final class StatisticsPage {
  private final DataStatistics before;
  private final @Nullable DataStatistics after;
  private final Map<String, Distance> distances = new LinkedHashMap<>();
  private final List<Anomaly> anomalies;

  private StatisticsPage(
      DataStatistics before,
      @Nullable DataStatistics after,
      List<Distance> distances,
      List<Anomaly> anomalies) {
    this.before = before;
    this.after = after;
    this.anomalies = anomalies;
    distances.forEach(distance -> this.distances.put(distance.column(), distance));
  }

  /** The page of one data set, with what is wrong with it. */
  public static String of(DataStatistics statistics, List<Anomaly> anomalies) {
    return new StatisticsPage(statistics, null, List.of(), anomalies).render();
  }

  /** The page of two data sets, with what is wrong with the second one. */
  public static String of(Comparison comparison, List<Anomaly> anomalies) {
    return new StatisticsPage(
            comparison.before(), comparison.after(), comparison.columns(), anomalies)
        .render();
  }

  private String render() {
    StringBuilder body = new StringBuilder();
    body.append("<h1>").append(Html.escape(title())).append("</h1>\n");
    legend(body);
    facts(body);
    anomalies(body);
    tools(body);
    body.append("<main class=\"cards").append(after == null ? "" : " two").append("\">\n");
    cards().forEach(card -> body.append(card.render()));
    body.append("</main>\n<footer>").append(explanation()).append("</footer>");
    return template()
        .replace("{{title}}", Html.escape(title()))
        .replace("{{body}}", body.toString());
  }

  private String title() {
    return after == null ? before.name() : before.name() + " and " + after.name();
  }

  private void legend(StringBuilder body) {
    body.append("<p class=\"legend\">");
    if (after == null) {
      body.append("Statistics of all values, column by column; worst columns first.");
    } else {
      body.append("<span><i class=\"dot\"></i><b>")
          .append(Html.escape(before.name()))
          .append("</b> ");
      body.append(Html.escape(rows(before))).append("</span><span><i class=\"dot b\"></i><b>");
      body.append(Html.escape(after.name())).append("</b> ").append(rows(after)).append("</span>");
    }
    body.append("</p>\n");
  }

  private static String rows(DataStatistics statistics) {
    return String.format(Locale.ROOT, "%,d rows", statistics.rows());
  }

  private void facts(StringBuilder body) {
    body.append(after == null ? "<dl class=\"facts\">\n" : "<dl class=\"facts two\">\n");
    fact(body, "Rows", both(each -> String.format(Locale.ROOT, "%,d", each.rows())), false);
    fact(body, "Columns", Integer.toString(names().size()), false);
    fact(body, "Missing values", both(StatisticsPage::missing), false);
    DataStatistics last = after == null ? before : after;
    String bad = both(each -> String.format(Locale.ROOT, "%,d", each.badRows()));
    fact(body, "Unreadable rows", bad, last.badRows() > 0);
    distances.values().stream()
        .max(Comparator.comparingDouble(Distance::value))
        .ifPresent(
            worst ->
                fact(
                    body,
                    "Greatest distance",
                    String.format(Locale.ROOT, "%.3f", worst.value()),
                    false));
    fact(body, "Anomalies", Integer.toString(anomalies.size()), !anomalies.isEmpty());
    body.append("</dl>\n");
  }

  /** A figure of both data sets, once if it is the same. */
  private String both(Function<DataStatistics, String> figure) {
    String first = figure.apply(before);
    String second = after == null ? first : figure.apply(after);
    return Html.escape(first.equals(second) ? first : first + " → " + second);
  }

  private static String missing(DataStatistics statistics) {
    long missing = statistics.columns().stream().mapToLong(ColumnStatistics::missing).sum();
    long all = statistics.columns().stream().mapToLong(ColumnStatistics::rows).sum();
    return Anomaly.percent(all == 0 ? 0 : (double) missing / all);
  }

  private static void fact(StringBuilder body, String name, String value, boolean bad) {
    body.append(bad ? "<div class=\"bad\"><dt>" : "<div><dt>").append(name).append("</dt><dd>");
    body.append(value).append("</dd></div>\n");
  }

  private void anomalies(StringBuilder body) {
    if (anomalies.isEmpty()) {
      return;
    }
    body.append("<h2>Anomalies</h2>\n<ul class=\"anomalies\">\n");
    List<String> names = List.copyOf(names());
    for (Anomaly anomaly : anomalies) {
      body.append("<li><div><a href=\"#column-")
          .append(names.indexOf(anomaly.column()))
          .append("\">");
      body.append(Html.escape(anomaly.column().isEmpty() ? "all rows" : anomaly.column()));
      body.append("</a><code>").append(anomaly.code()).append("</code></div><p>");
      body.append(Html.escape(anomaly.reason())).append("</p><span>");
      body.append(
          Double.isNaN(anomaly.share()) ? "" : Html.escape(Anomaly.percent(anomaly.share())));
      body.append("</span></li>\n");
    }
    body.append("</ul>\n");
  }

  private void tools(StringBuilder body) {
    body.append(
        """
        <div class="tools">
        <input type="search" id="search" placeholder="Find a column" aria-label="Find a column">
        <select id="type" aria-label="Type"><option value="">All types</option>\
        <option value="number">Numbers</option><option value="string">Strings</option></select>
        <select id="order" aria-label="Order"><option value="worst">Worst first</option>""");
    if (after != null) {
      body.append("<option value=\"distance\">Greatest distance</option>");
    }
    body.append(
        """
        <option value="missing">Most missing</option><option value="distinct">Most different\
         values</option><option value="place">As in the data</option>\
        <option value="name">By name</option></select>
        <label><input type="checkbox" id="log"> logarithmic</label>
        <output id="shown"></output>
        </div>
        """);
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

  private List<ColumnCard> cards() {
    List<ColumnCard> cards = new ArrayList<>();
    for (String name : names()) {
      cards.add(
          new ColumnCard(
              cards.size(),
              name,
              before.find(name).orElse(null),
              after == null ? null : after.find(name).orElse(null),
              distances.get(name),
              (int) anomalies.stream().filter(each -> each.column().equals(name)).count(),
              after != null));
    }
    cards.sort(Comparator.comparingDouble(ColumnCard::badness).reversed());
    return cards;
  }

  private String explanation() {
    return "Numbers with ≈ are estimates."
        + (after == null
            ? ""
            : " The distance of numbers is the Jensen-Shannon divergence (base 2) of the two"
                + " histograms shown; that of strings is the greatest difference of shares (L∞) or"
                + " the Jensen-Shannon divergence over all values (JS), whichever is greater. They"
                + " can be recomputed from the table of a column, unless rare values are left"
                + " out.");
  }

  private static String template() {
    try (InputStream page =
        Objects.requireNonNull(StatisticsPage.class.getResourceAsStream("page.html"))) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw ManabiException.internal("The template of the page cannot be read.", e);
    }
  }
}
