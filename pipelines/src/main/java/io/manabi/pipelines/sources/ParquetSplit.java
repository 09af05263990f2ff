package io.manabi.pipelines.sources;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.FoundColumn;
import io.manabi.pipelines.FoundColumns;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Some row groups of a Parquet file, one after the other.
 *
 * @param span the file
 * @param file the file
 * @param plan the columns to read
 * @param firstGroup the number of its first row group
 * @param endGroup the number of the row group after its last
 * @param firstRow how many rows are before it in the file
 */
record ParquetSplit(
    Span span, InputFile file, ColumnPlan plan, int firstGroup, int endGroup, long firstRow)
    implements RecordSplit {

  @Override
  public BatchReader open(BadRows badRows) {
    try {
      return new ParquetBatches(this, ParquetFiles.open(file), badRows);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  /** Its footer tells them all, but that an unsigned integer needs a float. */
  @Override
  public FoundColumns findColumns() {
    List<FoundColumn> found = new ArrayList<>();
    if (plan.exact()) {
      for (Column column : plan.schema().columns()) {
        if (column.type() == ColumnType.INT64 && !fits(column)) {
          boolean list = column.valueCount().max() > 1;
          boolean required = column.valueCount().min() > 0;
          found.add(new FoundColumn(column.name(), ColumnType.FLOAT, null, list, required, false));
        }
      }
    }
    return new FoundColumns(found);
  }

  private boolean fits(Column column) {
    AtomicBoolean fits = new AtomicBoolean(true);
    ColumnPlan alone = new ColumnPlan(Schema.of(column), true, List.of(), List.of());
    ParquetSplit values = new ParquetSplit(span, file, alone, firstGroup, endGroup, firstRow);
    try (BatchReader reader = values.open(bad -> fits.set(false))) {
      while (fits.get() && reader.read() != null) {
        // Bad rows are all that is wanted.
      }
    }
    return fits.get();
  }
}
