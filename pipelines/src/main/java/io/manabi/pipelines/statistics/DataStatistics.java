package io.manabi.pipelines.statistics;

import io.manabi.core.ManabiException;
import java.util.List;
import java.util.Optional;

/**
 * The statistics of a data set.
 *
 * @param name what people call the data set
 * @param rows the number of rows that could be read
 * @param badRows the number of rows that could not; they are in no other number
 * @param firstBadRow the place of the first of those and what is wrong with it; empty if there is
 *     none
 * @param columns the statistics of each column, in the order of the data
 */
public record DataStatistics(
    String name, long rows, long badRows, String firstBadRow, List<ColumnStatistics> columns) {

  /** Copies the list. */
  public DataStatistics {
    columns = List.copyOf(columns);
  }

  /** The statistics of a column, if there is one of that name. */
  public Optional<ColumnStatistics> find(String column) {
    return columns.stream().filter(each -> each.name().equals(column)).findFirst();
  }

  /**
   * The statistics of a column.
   *
   * @throws ManabiException if there is no column of that name
   */
  public ColumnStatistics column(String column) {
    return find(column)
        .orElseThrow(
            () ->
                ManabiException.user(
                    "There is no column '"
                        + column
                        + "' in "
                        + name
                        + "; it has "
                        + columns.stream().map(ColumnStatistics::name).toList()
                        + "."));
  }
}
