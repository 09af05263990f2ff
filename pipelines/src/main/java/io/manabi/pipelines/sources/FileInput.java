package io.manabi.pipelines.sources;

import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.RecordSource;
import java.io.IOException;
import java.util.List;

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
   * A source of their rows.
   *
   * @param schema the columns to read
   * @throws ManabiException if CSV files cannot have such columns
   */
  public RecordSource open(Schema schema) {
    return switch (format) {
      case CSV -> CsvSource.of(schema, globs, csv);
      case JSONL -> JsonLinesSource.of(schema, globs);
      case TFRECORD -> TfRecordSource.of(schema, globs);
      case PARQUET -> ParquetSource.of(schema, globs);
    };
  }

  /**
   * Columns that fit the first 10,000 rows, and the first 100 of every file: integers, else floats,
   * else strings. Any column may have missing values, as nobody knows about the rows after those;
   * lists are ragged. A Parquet file has a schema, which is taken as it is.
   *
   * @throws ManabiException if there are no rows
   */
  public InputColumns guessColumns() {
    SchemaGuess guess = new SchemaGuess();
    for (InputFile file : InputFile.match(globs)) {
      guess.begin();
      try {
        switch (format) {
          case CSV -> guess.addCsv(file, csv);
          case JSONL -> guess.addJsonLines(file);
          case TFRECORD -> guess.addTfRecord(file);
          case PARQUET -> {
            return ParquetColumns.of(file);
          }
        }
      } catch (IOException e) {
        throw file.unreadable(e);
      }
    }
    return guess.columns(globs);
  }
}
