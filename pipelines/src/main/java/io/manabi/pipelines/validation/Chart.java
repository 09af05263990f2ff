package io.manabi.pipelines.validation;

import io.manabi.pipelines.statistics.Histogram;
import io.manabi.pipelines.validation.Distance.Cell;
import java.util.List;
import java.util.Locale;

/**
 * A chart of the page: bars up for numbers, bars to the right for strings.
 *
 * @param cells what there is to show, at least one
 * @param shown how many of them are shown
 * @param two whether of two data sets
 */
record Chart(List<Cell> cells, int shown, boolean two) {
  /** A logarithmic bar begins at this share. */
  private static final double LEAST = 1e-5;

  private static final String BETWEEN = " – ";

  /**
   * What is drawn of a cell.
   *
   * @param label the value or bucket
   * @param shares its share in each data set
   * @param end what stands behind bars to the right: the share, or by how much it differs
   * @param before how long the bar of the first data set is, as style
   * @param after how long that of the second one is
   */
  record Bar(String label, String shares, String end, String before, String after) {}

  /** The borders of a bucket. */
  static String label(Histogram.Bucket bucket) {
    return Numbers.text(bucket.low()) + BETWEEN + Numbers.text(bucket.high());
  }

  /** The bars of those that are shown. */
  public List<Bar> bars() {
    double most =
        cells.stream()
            .mapToDouble(cell -> Math.max(cell.before(), cell.after()))
            .max()
            .orElseThrow();
    return cells.stream().limit(shown).map(cell -> bar(cell, most)).toList();
  }

  private Bar bar(Cell cell, double most) {
    String share = Anomaly.percent(cell.before());
    return new Bar(
        cell.label().isEmpty() ? "(empty)" : cell.label(),
        two ? share + " → " + Anomaly.percent(cell.after()) : share,
        two ? String.format(Locale.ROOT, "%+.2f pp", (cell.after() - cell.before()) * 100) : share,
        lengths(cell.before(), most),
        lengths(cell.after(), most));
  }

  /** How long a bar is, from 0 to 1, on both scales. */
  private static String lengths(double share, double most) {
    double log =
        share <= LEAST ? 0 : Math.log(share / LEAST) / Math.log(Math.max(most, 2 * LEAST) / LEAST);
    return String.format(Locale.ROOT, "--share:%.4f;--log:%.4f", share / most, log);
  }

  /** How wide a bar is, as a part of the room that each bucket has. */
  public double width() {
    return (1 - Math.min(0.01 * cells.size(), 0.2)) / (two ? 2 : 1);
  }

  /** The lower border of the first bucket. */
  public String low() {
    String first = cells.get(0).label();
    return first.substring(0, first.indexOf(BETWEEN));
  }

  /** The upper border of the last bucket. */
  public String high() {
    String last = cells.get(cells.size() - 1).label();
    return last.substring(last.indexOf(BETWEEN) + BETWEEN.length());
  }
}
