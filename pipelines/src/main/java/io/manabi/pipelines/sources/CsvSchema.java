package io.manabi.pipelines.sources;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Missing;
import io.manabi.core.Schema;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSplit;
import java.util.ArrayList;
import java.util.List;

/** The schema of CSV files about which nothing is known but how they look. */
public final class CsvSchema {
  private static final int ROWS = 10_000;

  private CsvSchema() {}

  /**
   * Guesses the schema from the first ten thousand rows: a column is of integers if all values are,
   * of floats if all are numbers, else of strings. Any column may have missing values.
   *
   * @param globs paths or addresses of files
   * @param format what the files look like
   * @throws ManabiException if there are no files, or no rows in them
   */
  public static Schema guess(List<String> globs, CsvFormat format) {
    List<String> names = CsvSource.columns(globs, format);
    Schema strings = new Schema(names.stream().map(name -> Column.bytes(name).optional()).toList());
    List<Guess> guesses = new ArrayList<>();
    names.forEach(name -> guesses.add(new Guess()));
    int rows = 0;
    for (RecordSplit split : CsvSource.of(strings, globs, format).splits()) {
      try (BatchReader reader = split.open(bad -> {})) {
        for (Batch batch = reader.read(); batch != null && rows < ROWS; batch = reader.read()) {
          for (int i = 0; i < guesses.size(); i++) {
            guesses.get(i).add(((ColumnValues.Bytes) batch.columns().get(i)).values());
          }
          rows += batch.rows();
        }
      }
    }
    if (rows == 0) {
      throw ManabiException.user(
          "No row of %s can be read; correct the flags that tell what the files look like."
              .formatted(String.join(", ", globs)));
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(guesses.get(i).column(names.get(i)).optional());
    }
    return new Schema(columns);
  }

  /** What the values of a column can be. */
  private static final class Guess {
    private boolean seen;
    private boolean integers = true;
    private boolean numbers = true;

    void add(byte[][] values) {
      for (byte[] value : values) {
        if (!Missing.is(value) && numbers) {
          seen = true;
          integers &= NumberCells.isInt64(value, 0, value.length);
          numbers = integers || isNumber(value);
        }
      }
    }

    Column column(String name) {
      if (!seen || !numbers) {
        return Column.bytes(name);
      }
      return integers ? Column.int64(name) : Column.floats(name);
    }

    private static boolean isNumber(byte[] value) {
      try {
        NumberCells.float32(value, 0, value.length);
        return true;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }
}
