package io.manabi.pipelines.validation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How much the values of a column differ between two data sets, with the numbers it is computed
 * from.
 *
 * @param column the name of the column
 * @param measure how it is measured
 * @param value the distance, from 0 for the same distribution to 1
 * @param error by how much the true distance may differ, where there are too many different values
 *     to know all of them; 0 if {@code value} is exact
 * @param cells the two distributions, in the order of the values for buckets of numbers and with
 *     the greatest difference first for single values, of which rare ones may be left out; empty if
 *     the column has values in neither data set, or in one only, or values of two types: then
 *     {@code value} is 0, or else 1
 * @param missingBefore the share of rows of the first data set without a value, from 0 to 1
 * @param missingAfter the share of rows of the second data set without a value
 * @param description what differs most, in words
 */
public record Distance(
    String column,
    Measure measure,
    double value,
    double error,
    List<Cell> cells,
    double missingBefore,
    double missingAfter,
    String description) {

  /** Copies the list. */
  public Distance {
    cells = List.copyOf(cells);
  }

  /** A measure of distance between distributions p and q. */
  public enum Measure {
    /** The greatest difference of shares, max |p - q|, of single values. */
    L_INFINITY,
    /**
     * Half the sum of p log2(p / m) and q log2(q / m) with m = (p + q) / 2, over buckets of equal
     * width for numbers, and over single values for strings and for integers that are names.
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

  /** By how much the share of rows without a value differs, without sign. */
  public double missingDifference() {
    return Math.abs(missingBefore - missingAfter);
  }
}
