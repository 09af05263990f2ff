package io.manabi.pipelines.sources;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of CSV files. */
public final class CsvSource implements RecordSource {
  private static final long SPLIT = 8 << 20;

  private final Schema schema;
  private final List<InputFile> files;
  private final CsvFormat format;
  private final long splitSize;

  CsvSource(Schema schema, List<InputFile> files, CsvFormat format, long splitSize) {
    this.schema = schema;
    this.files = files;
    this.format = format;
    this.splitSize = splitSize;
  }

  /**
   * The rows of some files.
   *
   * @param schema the columns to read; the files may have more
   * @param globs paths or addresses of files, with {@code *}; those that end with {@code .gz} are
   *     decompressed
   * @param format what the files look like
   * @throws ManabiException if a glob names no file, a file is empty, or a column has several
   *     values per row
   */
  public static CsvSource of(Schema schema, List<String> globs, CsvFormat format) {
    for (Column column : schema.columns()) {
      if (column.valueCount().max() != 1) {
        throw ManabiException.user(
            "Column '%s' has several values per row, but CSV has one; use JSON lines or TFRecord."
                .formatted(column.name()));
      }
    }
    return new CsvSource(schema, InputFile.match(globs), format, SPLIT);
  }

  /**
   * The names of the fields of the first of some files: of its header, or of the format if files
   * have none.
   *
   * @throws ManabiException if a glob names no file, or the file has no header
   */
  public static List<String> columns(List<String> globs, CsvFormat format) {
    return format.columns().isEmpty()
        ? header(InputFile.match(globs).get(0), format).names()
        : format.columns();
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<? extends RecordSplit> splits() {
    List<Split> splits = new ArrayList<>();
    for (InputFile file : files) {
      Header header =
          format.columns().isEmpty() ? header(file, format) : new Header(format.columns(), 0, 1);
      int[] fields = fields(file, header.names());
      Span span = file.span(format + " " + schema);
      CsvSplitter.split(file, format, header.end(), header.endLine(), splitSize)
          .forEach(
              part ->
                  splits.add(
                      new Split(
                          schema,
                          file,
                          format,
                          fields,
                          header.names().size(),
                          part.from(),
                          part.limit(),
                          part.line(),
                          span)));
    }
    return splits;
  }

  /**
   * The header of a file.
   *
   * @param names of the fields
   * @param end where the first row begins
   * @param endLine the line of the first row
   */
  private record Header(List<String> names, long end, long endLine) {}

  private static Header header(InputFile file, CsvFormat format) {
    try (CsvRecords records = new CsvRecords(file, format, 0, Long.MAX_VALUE, 1)) {
      if (!records.next() || records.fault() != null) {
        throw ManabiException.user(
            file.name() + " has no header; expected a first line with the names of the columns.");
      }
      List<String> names = new ArrayList<>();
      for (int i = 0; i < records.fields(); i++) {
        names.add(records.text(i));
      }
      return new Header(names, records.nextOffset(), records.nextLine());
    }
  }

  /** For each column of the schema the number of its field. */
  private int[] fields(InputFile file, List<String> names) {
    int[] fields = new int[schema.columns().size()];
    for (int i = 0; i < fields.length; i++) {
      String name = schema.columns().get(i).name();
      fields[i] = names.indexOf(name);
      if (fields[i] < 0) {
        throw ManabiException.user(
            "%s has no column '%s'; its columns are %s. Correct the file, the schema or the names that were given."
                .formatted(file.name(), name, names));
      }
      if (Collections.frequency(names, name) > 1) {
        throw ManabiException.user(
            "%s has the column '%s' twice; names must differ.".formatted(file.name(), name));
      }
    }
    return fields;
  }

  /** A part of a file. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes it.
  private record Split(
      Schema schema,
      InputFile file,
      CsvFormat format,
      int[] fields,
      int fieldCount,
      long from,
      long limit,
      long line,
      Span span)
      implements RecordSplit {
    @Override
    public BatchReader open(BadRows badRows) {
      return new CsvReader(
          schema,
          fields,
          fieldCount,
          file.name(),
          new CsvRecords(file, format, from, limit, line),
          format.missing(),
          badRows);
    }
  }
}
