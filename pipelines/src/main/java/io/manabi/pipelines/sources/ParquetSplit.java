package io.manabi.pipelines.sources;

import io.manabi.core.Schema;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.io.IOException;

/**
 * Some row groups of a Parquet file, one after the other.
 *
 * @param span the file
 * @param file the file
 * @param schema the columns to read
 * @param firstGroup the number of its first row group
 * @param endGroup the number of the row group after its last
 * @param firstRow how many rows are before it in the file
 */
record ParquetSplit(
    Span span, InputFile file, Schema schema, int firstGroup, int endGroup, long firstRow)
    implements RecordSplit {

  @Override
  public BatchReader open(BadRows badRows) {
    try {
      return new ParquetBatches(this, ParquetFiles.open(file), badRows);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }
}
