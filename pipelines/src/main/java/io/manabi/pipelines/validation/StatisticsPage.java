package io.manabi.pipelines.validation;

import io.manabi.core.ManabiException;
import io.manabi.pipelines.statistics.DataStatistics;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.unbescape.html.HtmlEscape;

/**
 * Statistics as a page to look at: one HTML file that needs no other, with the columns that deserve
 * a look first. Two data sets stand side by side.
 */
public final class StatisticsPage {
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f]");
  private static final PebbleTemplate TEMPLATE = template();

  private StatisticsPage() {}

  /** The page of one data set, with what is wrong with it. */
  public static String of(DataStatistics statistics, List<Anomaly> anomalies) {
    return render(new PageContent(statistics, null, List.of(), anomalies));
  }

  /** The page of two data sets, with what is wrong with the second one. */
  public static String of(Comparison comparison, List<Anomaly> anomalies) {
    return render(
        new PageContent(comparison.before(), comparison.after(), comparison.columns(), anomalies));
  }

  private static String render(PageContent content) {
    StringWriter page = new StringWriter();
    try {
      TEMPLATE.evaluate(page, Map.of("page", content));
    } catch (IOException e) {
      throw ManabiException.internal("The page of statistics cannot be made.", e);
    }
    return page.toString();
  }

  /** Whatever is in the data, it stays text; what would be invisible is a dot. */
  private static PebbleTemplate template() {
    ClasspathLoader loader = new ClasspathLoader(StatisticsPage.class.getClassLoader());
    loader.setPrefix(StatisticsPage.class.getPackageName().replace('.', '/'));
    return new PebbleEngine.Builder()
        .loader(loader)
        .strictVariables(true)
        .defaultLocale(Locale.ROOT)
        .addEscapingStrategy(
            "visible", text -> HtmlEscape.escapeHtml4Xml(CONTROL.matcher(text).replaceAll("·")))
        .defaultEscapingStrategy("visible")
        .build()
        .getTemplate("page.html");
  }
}
