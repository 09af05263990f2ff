package io.manabi.pipelines.sources;

import io.manabi.core.records.TfRecordReader;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.FoundColumns;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.io.IOException;

/**
 * Some records of a file, one after the other.
 *
 * @param span the file
 * @param file the file
 * @param plan the features to read
 * @param offset where its first record is in the file
 * @param firstRecord the number of that record, from 0
 * @param endRecord the number of the record after its last; more than there are for all
 */
record TfRecordSplit(
    Span span, InputFile file, ColumnPlan plan, long offset, long firstRecord, long endRecord)
    implements RecordSplit {

  @Override
  public BatchReader open(BadRows badRows) {
    try {
      return new TfRecordBatches(this, TfRecordSource.open(file, offset, firstRecord), badRows);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  @Override
  public FoundColumns findColumns() {
    ColumnFinder finder = new ColumnFinder();
    if (plan.exact()) {
      try (TfRecordReader reader = TfRecordSource.open(file, offset, firstRecord)) {
        TfRecordFinder.find(file, reader, endRecord - firstRecord, finder);
      } catch (IOException e) {
        throw file.unreadable(e);
      }
    }
    return finder.found();
  }
}
