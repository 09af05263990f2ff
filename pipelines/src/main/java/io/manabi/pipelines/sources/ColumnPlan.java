package io.manabi.pipelines.sources;

import io.manabi.core.BatchBuilder;
import io.manabi.core.Schema;
import io.manabi.pipelines.FoundColumn;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which columns are read, and what for. A model needs those that it declares, with 32-bit floats,
 * and whatever else is in a file is left out. Statistics are exact: floats have 64 bits, numbers in
 * a column of strings are their text, and what neither a column has nor is known to be left out
 * makes a bad row that names its column.
 *
 * @param schema the columns
 * @param exact whether it is for statistics
 * @param leftOut then, the names of what is no column
 * @param undecided then, columns of which no value is known yet: one makes a bad row
 */
record ColumnPlan(Schema schema, boolean exact, List<String> leftOut, List<FoundColumn> undecided)
    implements Serializable {

  /** Columns that a model declares. */
  static ColumnPlan declared(Schema schema) {
    return new ColumnPlan(schema, false, List.of(), List.of());
  }

  /** What builds batches of them. */
  BatchBuilder batch() {
    return exact ? BatchBuilder.exact(schema) : new BatchBuilder(schema);
  }

  /** The names of columns of which no value is known yet. */
  Set<String> undecidedNames() {
    return undecided.stream().map(FoundColumn::name).collect(Collectors.toSet());
  }
}
