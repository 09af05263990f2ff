package io.manabi.pipelines.sources;

import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.records.TfRecordReader;
import io.manabi.pipelines.FoundColumns;
import io.manabi.pipelines.RecordSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Files of rows, in any format: what a command line names.
 *
 * @param globs paths with wildcards, on any file system that Beam knows
 * @param format how rows are stored
 * @param csv how fields are written, if they are CSV files
 */
public record FileInput(List<String> globs, InputFormat format, CsvFormat csv) {

  /** Copies the list. */
  public FileInput {
    globs = List.copyOf(globs);
  }

  /**
   * Files whose names tell their format; CSV files are as RFC 4180 has them, TSV files with tabs.
   *
   * @throws ManabiException if there are none, or the name of the first does not tell
   */
  public static FileInput of(List<String> globs) {
    if (globs.isEmpty()) {
      throw ManabiException.user("No input file is given; name at least one.");
    }
    return new FileInput(globs, InputFormat.of(globs.get(0)), CsvFormat.rfc4180(globs.get(0)));
  }

  /**
   * A source of their rows for a model: floats have 32 bits, and what is no column is left out.
   *
   * @param schema the columns to read
   * @throws ManabiException if CSV files cannot have such columns
   */
  public RecordSource open(Schema schema) {
    return open(ColumnPlan.declared(schema), TextSplit.BYTES);
  }

  /**
   * A source of their rows for statistics. It begins with the columns of {@link #guessColumns};
   * after a pass that met rows with others it tells a {@link GuessedSource#widened} one.
   *
   * @param types the types of columns that the user tells; other values there make bad rows
   * @param widen widens columns that were found, as a schema wants them
   * @throws ManabiException if there are no rows, or no column that can be read
   */
  public GuessedSource openExactly(Map<String, ColumnType> types, UnaryOperator<Schema> widen) {
    return GuessedSource.of(this, types, widen, TextSplit.BYTES);
  }

  RecordSource open(ColumnPlan plan, long splitBytes) {
    return switch (format) {
      case CSV -> CsvSource.of(plan, globs, csv, splitBytes);
      case JSONL -> new JsonLinesSource(plan, globs, splitBytes);
      case TFRECORD -> new TfRecordSource(plan, globs, splitBytes);
      case PARQUET -> new ParquetSource(plan, globs);
    };
  }

  /**
   * Columns that fit the first 10,000 rows, and the first 100 of every file: integers, else floats,
   * else strings. Any column may have missing values, as nobody knows about the rows after those;
   * lists are ragged. A Parquet file tells its columns, and those of several are put together.
   *
   * @throws ManabiException if there are no rows
   */
  public FoundColumns guessColumns() {
    List<InputFile> files = InputFile.match(globs);
    if (format == InputFormat.PARQUET) {
      return ParquetColumns.of(files);
    }
    ColumnFinder finder = new ColumnFinder();
    for (InputFile file : files) {
      finder.beginFile();
      try {
        guess(file, finder);
      } catch (IOException e) {
        throw file.unreadable(e);
      }
    }
    return finder.found(globs);
  }

  private void guess(InputFile file, ColumnFinder finder) throws IOException {
    if (format == InputFormat.TFRECORD) {
      try (TfRecordReader reader = TfRecordSource.open(file, 0, 0)) {
        TfRecordFinder.find(file, reader, Long.MAX_VALUE, finder);
      }
      return;
    }
    try (TextRows text = TextRows.of(file, format == InputFormat.CSV ? csv : JsonLayout.LINES)) {
      if (format == InputFormat.CSV) {
        List<String> names = CsvSource.columns(text, csv);
        CsvFinder.checkSeparator(file, names, csv);
        CsvFinder.find(file, text, csv, names, finder);
      } else {
        JsonFinder.find(file, text, finder);
      }
    }
  }
}
