package io.manabi.pipelines.sources;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import io.manabi.pipelines.FoundColumn;
import io.manabi.pipelines.FoundColumns;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Files whose columns are found in their rows, for statistics: exact, and nothing is left out
 * without a word. The first rows are the beginning; a pass that meets others asks for a {@link
 * #widened} source, so that in the end the columns are those of all rows.
 */
public final class GuessedSource implements RecordSource {
  private final FileInput input;
  private final FoundColumns found;
  private final Map<String, ColumnType> types;
  private final UnaryOperator<Schema> widen;
  private final long splitBytes;
  private final ColumnPlan plan;
  private final RecordSource rows;

  private GuessedSource(
      FileInput input,
      FoundColumns found,
      Map<String, ColumnType> types,
      UnaryOperator<Schema> widen,
      long splitBytes) {
    this.input = input;
    this.found = found;
    this.types = Map.copyOf(types);
    this.widen = widen;
    this.splitBytes = splitBytes;
    this.plan = plan();
    this.rows = input.open(plan, splitBytes);
  }

  /**
   * Begins with the first rows.
   *
   * @param splitBytes how large splits are
   */
  static GuessedSource of(
      FileInput input,
      Map<String, ColumnType> types,
      UnaryOperator<Schema> widen,
      long splitBytes) {
    GuessedSource source = new GuessedSource(input, input.guessColumns(), types, widen, splitBytes);
    if (source.hasAllColumns()) {
      source.requireColumns();
    }
    return source;
  }

  private ColumnPlan plan() {
    List<Column> columns =
        widen.apply(found.schema()).columns().stream()
            .map(
                column ->
                    new Column(
                        column.name(),
                        types.getOrDefault(column.name(), column.type()),
                        column.valueCount(),
                        null))
            .toList();
    List<FoundColumn> undecided =
        found.undecided().stream().filter(column -> !types.containsKey(column.name())).toList();
    return new ColumnPlan(new Schema(columns), true, found.leftOut(), undecided);
  }

  private void requireColumns() {
    if (plan.schema().columns().isEmpty()) {
      throw ManabiException.user(
          "There is no column in %s that can be read%s."
              .formatted(
                  String.join(", ", input.globs()),
                  plan.leftOut().isEmpty()
                      ? ""
                      : ", only records, lists of lists or types that are not known: "
                          + String.join(", ", plan.leftOut())));
    }
  }

  /** Whether all columns are known from the beginning, as by a header. */
  public boolean hasAllColumns() {
    return input.format() == InputFormat.CSV || input.format() == InputFormat.PARQUET;
  }

  @Override
  public Schema schema() {
    return plan.schema();
  }

  /** The names of what is no column, as records and lists of lists. */
  public List<String> leftOut() {
    return plan.leftOut();
  }

  @Override
  public List<? extends RecordSplit> splits() {
    return rows.splits();
  }

  @Override
  public boolean reads(Location fileOrFolder) {
    return rows.reads(fileOrFolder);
  }

  @Override
  public Optional<GuessedSource> widened(FoundColumns more) {
    GuessedSource wider = new GuessedSource(input, found.and(more), types, widen, splitBytes);
    if (wider.plan.equals(plan)) {
      requireColumns();
      return Optional.empty();
    }
    return Optional.of(wider);
  }
}
