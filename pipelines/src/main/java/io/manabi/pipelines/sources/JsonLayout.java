package io.manabi.pipelines.sources;

import io.manabi.core.BatchBuilder;
import io.manabi.core.Schema;
import java.util.List;

/**
 * How files of JSON lines are read.
 *
 * @param schema the columns to read
 */
record JsonLayout(Schema schema) implements TextLayout {
  /** Lines, whatever is in them. */
  static final CsvFormat LINES = new CsvFormat(',', List.of(), "", "", false, true, false);

  @Override
  public CsvFormat format() {
    return LINES;
  }

  @Override
  public RowParser parser(BatchBuilder batch) {
    return new JsonRowParser(schema, batch);
  }
}
