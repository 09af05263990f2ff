package io.manabi.pipelines.sources;

import io.manabi.core.Batch;
import io.manabi.core.ColumnValues;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is in a source, split by split.
 *
 * @param rows each row as the values of its columns: a Long, a Float, a Double, a String, or a list
 *     of them
 * @param bad the rows that cannot be used
 * @param lines what the reader says about the line of each good row
 */
record Reading(List<List<Object>> rows, List<BadRow> bad, List<Long> lines) {

  static Reading of(RecordSource source) {
    Reading reading = new Reading(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (RecordSplit split : source.splits()) {
      try (BatchReader reader = split.open(reading.bad::add)) {
        for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
          for (int row = 0; row < batch.rows(); row++) {
            reading.rows.add(row(batch, row));
            reading.lines.add(reader.describe(row, "").line());
          }
        }
      }
    }
    return reading;
  }

  private static List<Object> row(Batch batch, int row) {
    List<Object> result = new ArrayList<>();
    for (ColumnValues values : batch.columns()) {
      List<Object> cell = new ArrayList<>();
      for (int i = values.splits().start(row); i < values.splits().end(row); i++) {
        if (values instanceof ColumnValues.Int64s ints) {
          cell.add(ints.values()[i]);
        } else if (values instanceof ColumnValues.Floats floats) {
          cell.add(floats.values()[i]);
        } else if (values instanceof ColumnValues.Doubles doubles) {
          cell.add(doubles.values()[i]);
        } else if (values instanceof ColumnValues.Bytes bytes) {
          cell.add(new String(bytes.values()[i], StandardCharsets.UTF_8));
        }
      }
      boolean single = !values.splits().isRagged() && values.splits().length() == 1;
      result.add(single ? cell.get(0) : cell);
    }
    return result;
  }
}
