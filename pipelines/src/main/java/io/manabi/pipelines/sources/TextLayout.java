package io.manabi.pipelines.sources;

import io.manabi.core.BatchBuilder;
import io.manabi.core.Schema;
import java.io.Serializable;

/** How the rows of a text file are read. */
interface TextLayout extends Serializable {

  Schema schema();

  /** Where rows begin and end. */
  CsvFormat format();

  /** What reads them into a batch. */
  RowParser parser(BatchBuilder batch);
}
