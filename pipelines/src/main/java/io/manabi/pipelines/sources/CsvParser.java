package io.manabi.pipelines.sources;

import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.RowProblem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads rows of a CSV file. */
final class CsvParser implements RowParser {
  private final BatchBuilder batch;
  private final CsvFields fields;
  private final int expected;
  private final int[] places;
  private final String[] names;
  private final Cell[] cells;

  CsvParser(CsvLayout layout, BatchBuilder batch) {
    this.batch = batch;
    this.fields = new CsvFields(layout.format(), layout.names().size());
    this.expected = layout.names().size();
    List<Column> columns = layout.plan().schema().columns();
    this.places = layout.places().stream().mapToInt(Integer::intValue).toArray();
    this.names = new String[places.length];
    this.cells = new Cell[places.length];
    Set<String> undecided = layout.plan().undecidedNames();
    for (int i = 0; i < places.length; i++) {
      names[i] = columns.get(i).name();
      cells[i] = undecided.contains(names[i]) ? new Cell.Undecided() : Cell.of(batch.column(i));
    }
  }

  @Override
  public @Nullable RowProblem add(byte[] data, int from, int to) {
    String undivided = fields.divide(data, from, to);
    if (undivided != null) {
      return new RowProblem(null, undivided);
    }
    if (fields.count() != expected) {
      return new RowProblem(null, CsvFields.otherNumber(fields.count(), expected));
    }
    for (int i = 0; i < cells.length; i++) {
      int place = places[i];
      if (!fields.isMissing(place)) {
        String problem = cells[i].add(fields.source(place), fields.from(place), fields.to(place));
        if (problem != null) {
          batch.dropRow();
          return new RowProblem(names[i], problem);
        }
      }
    }
    return batch.endRow();
  }
}
