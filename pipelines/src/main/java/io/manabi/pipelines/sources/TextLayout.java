package io.manabi.pipelines.sources;

import io.manabi.core.BatchBuilder;
import java.io.IOException;
import java.io.Serializable;

/** How the rows of a text file are read. */
interface TextLayout extends Serializable {

  /** The columns to read. */
  ColumnPlan plan();

  /** Where rows begin and end. */
  CsvFormat format();

  /** What reads them into a batch. */
  RowParser parser(BatchBuilder batch);

  /** Adds what rows tell about their columns; the file is only named. */
  void find(InputFile file, TextRows rows, ColumnFinder finder) throws IOException;
}
