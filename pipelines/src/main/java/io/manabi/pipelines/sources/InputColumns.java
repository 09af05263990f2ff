package io.manabi.pipelines.sources;

import io.manabi.core.Schema;
import java.util.List;

/**
 * What columns files seem to have.
 *
 * @param schema those that can be read
 * @param leftOut the names of the others: records, lists of lists, decimal numbers of Parquet
 */
public record InputColumns(Schema schema, List<String> leftOut) {
  /** Copies the list. */
  public InputColumns {
    leftOut = List.copyOf(leftOut);
  }
}
