package io.manabi.core;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some rows of a data set, column by column. About a thousand rows make a good batch: work per
 * batch is then small beside work per row.
 *
 * @param schema the columns
 * @param columns the values, in the order of the schema, all with the same number of rows
 */
public record Batch(Schema schema, List<ColumnValues> columns) {

  /** Checks that the columns fit the schema and each other. */
  public Batch {
    columns = List.copyOf(columns);
    if (columns.size() != schema.columns().size()) {
      throw new IllegalArgumentException(
          "schema has " + schema.columns().size() + " columns, batch has " + columns.size());
    }
    for (int i = 0; i < columns.size(); i++) {
      ColumnValues values = columns.get(i);
      Column column = schema.columns().get(i);
      if (values.type() != column.type()) {
        throw new IllegalArgumentException(
            "column " + column.name() + " is " + column.type() + ", values are " + values.type());
      }
      if (!fits(column.valueCount(), values.splits())) {
        throw new IllegalArgumentException(
            "column " + column.name() + " has " + column.valueCount() + ", values are " + values);
      }
      if (values.rows() != columns.get(0).rows()) {
        throw new IllegalArgumentException(
            "column "
                + column.name()
                + " has "
                + values.rows()
                + " rows, expected "
                + columns.get(0).rows());
      }
    }
  }

  private static boolean fits(ValueCount count, RowSplits splits) {
    return count.isRagged() || (!splits.isRagged() && splits.length() == count.max());
  }

  /** A batch of these columns, in the order of the schema. */
  public static Batch of(Schema schema, ColumnValues... columns) {
    return new Batch(schema, Arrays.asList(columns));
  }

  /** The number of rows. */
  public int rows() {
    return columns.isEmpty() ? 0 : columns.get(0).rows();
  }

  /**
   * The values of the named column.
   *
   * @throws ManabiException if there is no such column
   */
  public ColumnValues column(String name) {
    return columns.get(schema.indexOf(name));
  }

  /**
   * Some of the rows, one after the other.
   *
   * @param from the first row
   * @param to the row after the last
   */
  public Batch rows(int from, int to) {
    return rows(IntStream.range(from, to).toArray());
  }

  /**
   * Some of the rows.
   *
   * @param rows their numbers, from 0
   */
  public Batch rows(int[] rows) {
    return new Batch(
        schema, columns.stream().map(values -> ColumnSlices.of(values, rows)).toList());
  }
}
