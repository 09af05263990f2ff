package io.manabi.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows into batches: values are added to the builders of the columns, then the row is
 * ended, or dropped if something is wrong with it.
 */
public final class BatchBuilder {
  private final Schema schema;
  private final ColumnBuilder[] columns;
  private int rows;

  /** A builder of batches of these columns. */
  public BatchBuilder(Schema schema) {
    this(schema, schema.columns().stream().map(column -> ColumnBuilder.of(column, false)));
  }

  private BatchBuilder(Schema schema, Stream<ColumnBuilder> columns) {
    this.schema = schema;
    this.columns = columns.toArray(ColumnBuilder[]::new);
  }

  /**
   * A builder of batches for statistics, which tell values as they are: floats have 64 bits, as
   * {@link ColumnValues.Doubles}; a row without a value has none, and no value stands for it, so
   * optional columns are ragged in the batch.
   */
  public static BatchBuilder exact(Schema schema) {
    List<Column> columns =
        schema.columns().stream()
            .map(column -> column.valueCount().isOptional() ? column.ragged() : column)
            .toList();
    return new BatchBuilder(
        new Schema(columns),
        schema.columns().stream().map(column -> ColumnBuilder.of(column, true)));
  }

  /** The builder of a column, by its place in the schema. */
  public ColumnBuilder column(int index) {
    return columns[index];
  }

  /** The number of rows since a batch was taken. */
  public int rows() {
    return rows;
  }

  /** Ends the row, or drops it if a column has the wrong number of values; that is the result. */
  public @Nullable RowProblem endRow() {
    for (ColumnBuilder column : columns) {
      String problem = column.problem();
      if (problem != null) {
        dropRow();
        return new RowProblem(column.column().name(), problem);
      }
    }
    for (ColumnBuilder column : columns) {
      column.endRow(rows);
    }
    rows++;
    return null;
  }

  /** Forgets the values of the row that has not been ended. */
  public void dropRow() {
    for (ColumnBuilder column : columns) {
      column.dropRow();
    }
  }

  /** The rows since the last batch, which may be none. */
  public Batch take() {
    List<ColumnValues> values = new ArrayList<>(columns.length);
    for (ColumnBuilder column : columns) {
      values.add(column.take(rows));
    }
    rows = 0;
    return new Batch(schema, values);
  }
}
