package io.manabi.pipelines.sources;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads CSV files. A row that cannot be used goes to the bad rows, with its file and line: one with
 * the wrong number of fields, a number that is none or out of range, a string that is not UTF-8, no
 * value where the column is not optional, a quote that is not closed, or more than 16 MB.
 */
public final class CsvSource implements RecordSource {
  private final ColumnPlan plan;
  private final List<String> globs;
  private final CsvFormat format;
  private final long splitBytes;

  private CsvSource(ColumnPlan plan, List<String> globs, CsvFormat format, long splitBytes) {
    this.plan = plan;
    this.globs = List.copyOf(globs);
    this.format = format;
    this.splitBytes = splitBytes;
  }

  /**
   * A source of the rows of CSV files.
   *
   * @param schema the columns to read; others are left out
   * @param globs paths with wildcards, on any file system that Beam knows; files whose names end
   *     with {@code .gz} are unpacked
   * @param format how fields are written
   * @throws ManabiException if a column may have several values per row
   */
  public static CsvSource of(Schema schema, List<String> globs, CsvFormat format) {
    requireNonNull(format, "format");
    return of(ColumnPlan.declared(schema), globs, format, TextSplit.BYTES);
  }

  static CsvSource of(ColumnPlan plan, List<String> globs, CsvFormat format, long splitBytes) {
    CsvLayout.checkOneValue(plan.schema());
    return new CsvSource(plan, globs, format, splitBytes);
  }

  /** The same with splits of another size. */
  CsvSource withSplitBytes(long bytes) {
    return new CsvSource(plan, globs, format, bytes);
  }

  @Override
  public Schema schema() {
    return plan.schema();
  }

  @Override
  public List<? extends RecordSplit> splits() {
    return InputFile.splits(globs, this::splits);
  }

  private List<TextSplit> splits(InputFile file) throws IOException {
    try (TextRows rows = TextRows.of(file, format)) {
      List<String> names = columns(rows, format);
      return names.isEmpty()
          ? List.of()
          : TextSplit.of(file, rows, CsvLayout.of(plan, format, names, file.path()), splitBytes);
    }
  }

  /**
   * The names of the fields of the first of some files: of its header, or of the format if files
   * have none.
   *
   * @param globs paths with wildcards
   * @throws ManabiException if a glob names no file, or there is no header
   */
  public static List<String> columns(List<String> globs, CsvFormat format) {
    InputFile file = InputFile.match(globs).get(0);
    try (TextRows rows = TextRows.of(file, format)) {
      List<String> names = columns(rows, format);
      if (names.isEmpty()) {
        throw ManabiException.user(
            file.path() + " has no header; expected a first line with the names of the columns.");
      }
      return names;
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  /** The names of the fields; reads the header, and gives none if there is nothing in the file. */
  static List<String> columns(TextRows rows, CsvFormat format) throws IOException {
    if (!format.columns().isEmpty()) {
      return format.columns();
    }
    List<String> names = new ArrayList<>();
    if (rows.next()) {
      CsvFields fields = new CsvFields(format, 0);
      fields.divide(rows.data(), rows.start(), rows.end());
      for (int i = 0; i < fields.count(); i++) {
        names.add(
            new String(
                fields.source(i),
                fields.from(i),
                fields.to(i) - fields.from(i),
                StandardCharsets.UTF_8));
      }
    }
    return names;
  }
}
