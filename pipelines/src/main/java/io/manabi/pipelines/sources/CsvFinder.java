package io.manabi.pipelines.sources;

import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.pipelines.FoundColumn;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the types of the columns of CSV: integers, else floats, else strings. */
final class CsvFinder {
  private final CsvFields fields;
  private final List<String> names;
  private final @Nullable ColumnType[] types;
  private final Numbers numbers = new Numbers();

  private CsvFinder(CsvFormat format, List<String> names) {
    this.fields = new CsvFields(format, names.size());
    this.names = names;
    this.types = new ColumnType[names.size()];
  }

  /** Adds what rows tell; the file is only named. */
  static void find(
      InputFile file, TextRows text, CsvFormat format, List<String> names, ColumnFinder finder)
      throws IOException {
    CsvFinder csv = new CsvFinder(format, names);
    while (!finder.isEnough() && text.next()) {
      String problem = text.problem() == null ? csv.add(text) : text.problem();
      if (problem == null) {
        finder.addRow();
      } else {
        finder.leaveOut(file.path() + " line " + text.line(), problem);
      }
    }
    for (int i = 0; i < names.size(); i++) {
      finder.add(new FoundColumn(names.get(i), csv.types[i], null, false, false, false));
    }
  }

  private @Nullable String add(TextRows text) {
    String problem = fields.divide(text.data(), text.start(), text.end());
    if (problem != null) {
      return problem;
    }
    if (fields.count() != names.size()) {
      return CsvFields.otherNumber(fields.count(), names.size());
    }
    if (!Bytes.isUtf8(text.data(), text.start(), text.end())) {
      return "is not UTF-8";
    }
    for (int i = 0; i < types.length; i++) {
      if (types[i] != ColumnType.BYTES && !fields.isMissing(i) && fields.from(i) < fields.to(i)) {
        types[i] = FoundColumn.wider(types[i], type(i));
      }
    }
    return null;
  }

  private ColumnType type(int field) {
    byte[] data = fields.source(field);
    int from = fields.from(field);
    int to = fields.to(field);
    if (types[field] != ColumnType.FLOAT && numbers.readInteger(data, from, to) == null) {
      return ColumnType.INT64;
    }
    return numbers.readDouble(data, from, to) == null ? ColumnType.FLOAT : ColumnType.BYTES;
  }

  /**
   * Checks the names of a header: one with what often is between names is most likely no name.
   *
   * @throws ManabiException if it is that one only
   */
  static void checkSeparator(InputFile file, List<String> names, CsvFormat format) {
    if (names.size() != 1) {
      return;
    }
    for (String separator : List.of(";", "\t", "|", ",")) {
      if (names.get(0).contains(separator)) {
        throw ManabiException.user(
            "%s has the only column '%s' with the separator '%c'; give the right one by --separator '%s'."
                .formatted(file.path(), names.get(0), format.separator(), separator));
      }
    }
  }
}
