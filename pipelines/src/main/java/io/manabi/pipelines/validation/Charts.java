package io.manabi.pipelines.validation;

import io.manabi.pipelines.statistics.Histogram;
import io.manabi.pipelines.validation.Distance.Cell;
import java.util.List;
import java.util.Locale;

/** The charts of the page: bars up for numbers, bars to the right for strings. */
final class Charts {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 130;
  private static final int STRINGS = 7;
  private static final int DETAILS = 100;

  /** A logarithmic bar begins at this share. */
  private static final double LEAST = 1e-5;

  private Charts() {}

  /** The borders of a bucket. */
  static String label(Histogram.Bucket bucket) {
    return Numbers.text(bucket.low()) + " – " + Numbers.text(bucket.high());
  }

  static void append(StringBuilder html, List<Cell> cells, boolean numbers, boolean two) {
    if (cells.isEmpty()) {
      html.append("<div class=\"none\">no values</div>\n");
    } else if (numbers) {
      bars(html, cells, two);
    } else {
      values(html, cells, two);
    }
  }

  private static double most(List<Cell> cells) {
    return cells.stream()
        .mapToDouble(cell -> Math.max(cell.before(), cell.after()))
        .max()
        .orElse(1);
  }

  private static void bars(StringBuilder html, List<Cell> cells, boolean two) {
    double most = most(cells);
    double step = (double) WIDTH / cells.size();
    double bar = (step - Math.min(4, step * 0.2)) / (two ? 2 : 1);
    html.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\""
                + " aria-label=\"Histogram\">\n",
            WIDTH,
            HEIGHT));
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      html.append("<g><title>").append(Html.escape(cell.label() + ": " + shares(cell, two)));
      html.append("</title>");
      html.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"hit\" x=\"%.2f\" width=\"%.2f\" height=\"%d\"/>",
              i * step,
              step,
              HEIGHT));
      bar(html, "bar", i * step, bar, cell.before(), most);
      if (two) {
        bar(html, "bar b", i * step + bar, bar, cell.after(), most);
      }
      html.append("</g>\n");
    }
    String first = cells.get(0).label();
    String last = cells.get(cells.size() - 1).label();
    html.append("</svg>\n<div class=\"axis\"><span>");
    html.append(Html.escape(first.substring(0, first.indexOf(" – "))));
    html.append("</span><span>").append(Html.escape(last.substring(last.indexOf(" – ") + 3)));
    html.append("</span></div>\n");
  }

  private static void bar(
      StringBuilder html, String kind, double x, double width, double share, double most) {
    html.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.2f\" width=\"%.2f\" height=\"%d\" style=\"%s\"/>",
            kind,
            x,
            width,
            HEIGHT,
            lengths(share, most)));
  }

  /** How long a bar is, from 0 to 1, on both scales. */
  private static String lengths(double share, double most) {
    double log =
        share <= LEAST ? 0 : Math.log(share / LEAST) / Math.log(Math.max(most, 2 * LEAST) / LEAST);
    return String.format(Locale.ROOT, "--share:%.4f;--log:%.4f", share / most, log);
  }

  private static void values(StringBuilder html, List<Cell> cells, boolean two) {
    double most = most(cells);
    html.append("<ul class=\"values\">\n");
    for (Cell cell : cells.subList(0, Math.min(STRINGS, cells.size()))) {
      String label = cell.label().isEmpty() ? "(empty)" : cell.label();
      html.append("<li title=\"").append(Html.escape(label + ": " + shares(cell, two)));
      html.append("\"><span>").append(Html.escape(label)).append("</span><div class=\"track\">");
      html.append("<i style=\"").append(lengths(cell.before(), most)).append("\"></i>");
      if (two) {
        html.append("<i class=\"b\" style=\"")
            .append(lengths(cell.after(), most))
            .append("\"></i>");
      }
      html.append("</div><em>");
      html.append(Html.escape(two ? change(cell) : Anomaly.percent(cell.before())));
      html.append("</em></li>\n");
    }
    html.append("</ul>\n");
  }

  /** In percentage points. */
  private static String change(Cell cell) {
    return String.format(Locale.ROOT, "%+.2f pp", (cell.after() - cell.before()) * 100);
  }

  private static String shares(Cell cell, boolean two) {
    return Anomaly.percent(cell.before()) + (two ? " → " + Anomaly.percent(cell.after()) : "");
  }

  /** The numbers of the chart as rows of a table, exact enough to compute with. */
  static void rows(StringBuilder html, List<Cell> cells, boolean two) {
    for (Cell cell : cells.subList(0, Math.min(DETAILS, cells.size()))) {
      html.append("<tr><td>").append(Html.escape(cell.label())).append("</td><td>");
      html.append(String.format(Locale.ROOT, "%.6f", cell.before())).append("</td>");
      if (two) {
        html.append(String.format(Locale.ROOT, "<td>%.6f</td>", cell.after()));
      }
      html.append("</tr>\n");
    }
    if (cells.size() > DETAILS) {
      html.append("<tr><td>and ").append(cells.size() - DETAILS).append(" more</td></tr>\n");
    }
  }
}
