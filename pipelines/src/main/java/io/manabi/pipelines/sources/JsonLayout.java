package io.manabi.pipelines.sources;

import io.manabi.core.BatchBuilder;
import java.io.IOException;
import java.util.List;

/**
 * How files of JSON lines are read.
 *
 * @param plan the columns to read
 */
record JsonLayout(ColumnPlan plan) implements TextLayout {
  /** Lines, whatever is in them. */
  static final CsvFormat LINES = new CsvFormat(',', List.of(), "", "", false, true, false);

  @Override
  public CsvFormat format() {
    return LINES;
  }

  @Override
  public RowParser parser(BatchBuilder batch) {
    return new JsonRowParser(plan, batch);
  }

  @Override
  public void find(InputFile file, TextRows rows, ColumnFinder finder) throws IOException {
    JsonFinder.find(file, rows, finder);
  }
}
