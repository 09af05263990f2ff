package io.manabi.pipelines.sources;

import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import java.io.IOException;
import java.util.List;

/**
 * Where the columns are in a CSV file.
 *
 * @param plan the columns to read
 * @param format how fields are written
 * @param names what the fields of a row are called
 * @param places the field of each column
 */
record CsvLayout(ColumnPlan plan, CsvFormat format, List<String> names, List<Integer> places)
    implements TextLayout {

  /**
   * Finds the columns by the names of the fields.
   *
   * @throws ManabiException if one is not there, or twice
   */
  static CsvLayout of(ColumnPlan plan, CsvFormat format, List<String> names, String file) {
    return new CsvLayout(
        plan,
        format,
        names,
        plan.schema().columns().stream().map(column -> place(column.name(), names, file)).toList());
  }

  private static int place(String column, List<String> names, String file) {
    int place = names.indexOf(column);
    if (place < 0) {
      throw ManabiException.user(
          file
              + " has no column '"
              + column
              + "'; it has "
              + names
              + ", so correct the header or the schema.");
    }
    if (names.lastIndexOf(column) != place) {
      throw ManabiException.user(
          file + " has the column '" + column + "' twice; names of columns must differ.");
    }
    return place;
  }

  /** Checks that a field of text can hold what each column has. */
  static void checkOneValue(Schema schema) {
    for (Column column : schema.columns()) {
      if (column.valueCount().max() > 1) {
        throw ManabiException.user(
            "Column '"
                + column.name()
                + "' may have several values per row, but a field of a CSV file holds one; use JSON"
                + " lines, TFRecord or Parquet.");
      }
    }
  }

  @Override
  public RowParser parser(BatchBuilder batch) {
    return new CsvParser(this, batch);
  }

  @Override
  public void find(InputFile file, TextRows rows, ColumnFinder finder) throws IOException {
    CsvFinder.find(file, rows, format, names, finder);
  }
}
