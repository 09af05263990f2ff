package io.manabi.cli.data;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.Schema;
import io.manabi.pipelines.sources.GuessedSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Has two data sets read the numbers of a column alike: if one has floats, as requests to a model,
 * integers of the other are floats too. Their buckets could not be compared else.
 */
final class SameNumbers {
  private SameNumbers() {}

  /**
   * Opens both.
   *
   * @param first opens the first, some of whose columns are to be floats
   * @param second opens the second likewise
   */
  static List<GuessedSource> open(
      Function<Set<String>, GuessedSource> first, Function<Set<String>, GuessedSource> second) {
    GuessedSource one = first.apply(Set.of());
    GuessedSource other = second.apply(names(one, ColumnType.FLOAT));
    Set<String> wider = names(other, ColumnType.FLOAT);
    wider.retainAll(names(one, ColumnType.INT64));
    return List.of(wider.isEmpty() ? one : first.apply(wider), other);
  }

  private static Set<String> names(GuessedSource source, ColumnType type) {
    return source.schema().columns().stream()
        .filter(column -> column.type() == type)
        .map(Column::name)
        .collect(Collectors.toSet());
  }

  /** The same columns, with floats in the place of integers in those that are named. */
  static Schema withFloats(Schema schema, Set<String> names) {
    return new Schema(
        schema.columns().stream()
            .map(
                column ->
                    column.type() == ColumnType.INT64 && names.contains(column.name())
                        ? new Column(
                            column.name(),
                            ColumnType.FLOAT,
                            column.valueCount(),
                            column.defaultOrNull())
                        : column)
            .toList());
  }
}
