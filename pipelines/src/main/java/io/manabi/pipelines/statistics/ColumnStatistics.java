package io.manabi.pipelines.statistics;

import io.manabi.core.ColumnType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a column.
 *
 * @param name the name of the column
 * @param type the type of its values
 * @param rows the number of rows
 * @param missing the number of rows without a value
 * @param values the number of values, NaN and infinite ones included
 * @param minValues the least number of values in a row that has any; 0 if none has
 * @param maxValues the most of them
 * @param exact whether {@code frequent} has every value with its true number
 * @param frequent the most frequent values, at most some thousands, most frequent first and equally
 *     frequent ones in their own order; if not {@code exact}, rare values are left out, and a
 *     number may be too small by its error, which is less than a four-thousandth of all values
 * @param mostUnlisted how often a value may be there that is not among the frequent ones; 0 if
 *     {@code exact}
 * @param sample how often each finite value is there, by hashes: of all values, or of some
 * @param domainOrNull how many values are outside the domain that {@link ExactCounts} has for the
 *     column; null if it has none
 * @param numbersOrNull more, for INT64 and FLOAT
 * @param stringsOrNull more, for BYTES
 */
public record ColumnStatistics(
    String name,
    ColumnType type,
    long rows,
    long missing,
    long values,
    long minValues,
    long maxValues,
    boolean exact,
    List<ValueFrequency> frequent,
    long mostUnlisted,
    ValueSample sample,
    @Nullable DomainCount domainOrNull,
    @Nullable NumberStatistics numbersOrNull,
    @Nullable StringStatistics stringsOrNull) {

  /** Copies the list. */
  public ColumnStatistics {
    frequent = List.copyOf(frequent);
  }

  /**
   * How many different finite values there are; an estimate, with a standard error of about half a
   * percent, if the {@link #sample} is not complete.
   */
  public long distinct() {
    return Math.min(sample.distinct(), values);
  }

  /** How many values are outside the domain that was asked for, if one was. */
  public Optional<DomainCount> domain() {
    return Optional.ofNullable(domainOrNull);
  }

  /** What is known of numbers, for INT64 and FLOAT. */
  public Optional<NumberStatistics> numbers() {
    return Optional.ofNullable(numbersOrNull);
  }

  /** What is known of strings, for BYTES. */
  public Optional<StringStatistics> strings() {
    return Optional.ofNullable(stringsOrNull);
  }

  /** The number of rows with a value. */
  public long present() {
    return rows - missing;
  }

  /** The share of rows with a value, from 0 to 1; 0 if there are no rows. */
  public double presentShare() {
    return rows == 0 ? 0 : (double) present() / rows;
  }

  /** The number of values in a row, on average over the rows that have any; 0 if none has. */
  public double averageValues() {
    return present() == 0 ? 0 : (double) values / present();
  }
}
