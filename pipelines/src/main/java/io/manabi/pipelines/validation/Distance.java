package io.manabi.pipelines.validation;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How much the values of a column differ between two data sets, with the numbers it is computed
 * from.
 *
 * @param column the name of the column
 * @param measure how it is measured
 * @param value the distance, from 0 for the same distribution to 1
 * @param cells the two distributions, in the order of the values for numbers and with the greatest
 *     difference first for strings; empty if the column has values in neither data set, or in one
 *     only, or values of two types: then {@code value} is 0, or else 1
 */
public record Distance(String column, Measure measure, double value, List<Cell> cells) {

  /** Copies the list. */
  public Distance {
    cells = List.copyOf(cells);
  }

  /** A measure of distance between distributions p and q. */
  public enum Measure {
    /** The greatest difference of shares, max |p - q|; for strings. */
    L_INFINITY,
    /**
     * Half the sum of p log2(p / m) and q log2(q / m) with m = (p + q) / 2, over buckets of equal
     * width; for numbers.
     */
    JENSEN_SHANNON
  }

  /**
   * A value, or a bucket of numbers, and the share of all values that it has in both data sets.
   *
   * @param label the value, or the borders of the bucket
   * @param before its share in the first data set, from 0 to 1
   * @param after its share in the second data set
   */
  public record Cell(String label, double before, double after) {

    /** By how much the share differs, without sign. */
    public double difference() {
      return Math.abs(before - after);
    }
  }

  /** The cell whose share differs most, if there are cells. */
  public Optional<Cell> worst() {
    return cells.stream().max(Comparator.comparingDouble(Cell::difference));
  }

  /** What differs most, in words. */
  public String describe() {
    return worst()
        .map(
            cell ->
                String.format(
                    Locale.ROOT,
                    "'%s' has %s of the values, before %s",
                    cell.label(),
                    Anomaly.percent(cell.after()),
                    Anomaly.percent(cell.before())))
        .orElse(value == 0 ? "both have no values" : "only one has values of this type");
  }
}
