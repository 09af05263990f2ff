package io.manabi.pipelines.sources;

import io.manabi.core.ManabiException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * What a CSV file looks like. Lines end with LF or CRLF; empty lines are left out. A field with
 * nothing in it is a missing value; so is a quoted one in a column of numbers.
 *
 * @param separator between fields, one ASCII character
 * @param columns the names of the fields in their order; empty if the first line of each file tells
 * @param missing what stands for no value, beside an empty field; empty for nothing
 * @param comment what lines begin with that are no rows; empty for nothing
 * @param quoted whether fields may be quoted as RFC 4180 has it, with separators and newlines
 *     inside
 * @param trimmed whether spaces and tabs around fields are no part of them
 * @param trailingDot whether a dot at the end of a row is no part of it
 */
public record CsvFormat(
    char separator,
    List<String> columns,
    String missing,
    String comment,
    boolean quoted,
    boolean trimmed,
    boolean trailingDot)
    implements Serializable {

  /** Checks the separator. */
  public CsvFormat {
    columns = List.copyOf(columns);
    if (separator >= 128 || separator == '"' || separator == '\n' || separator == '\r') {
      throw ManabiException.user(
          "'" + separator + "' cannot separate the fields of CSV; use an ASCII character.");
    }
  }

  /**
   * Commas, quotes and a header line. See <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC
   * 4180</a>.
   */
  public static CsvFormat rfc4180() {
    return new CsvFormat(',', List.of(), "", "", true, false, false);
  }

  /** The same, but with tabs if the name of a file says so, as {@code .tsv} does. */
  public static CsvFormat rfc4180(String path) {
    return path.toLowerCase(Locale.ROOT).matches(".*\\.tsv(\\.gz)?")
        ? rfc4180().withSeparator('\t')
        : rfc4180();
  }

  /**
   * As data of the <a href="https://archive.ics.uci.edu">UCI Machine Learning Repository</a> are:
   * commas with spaces, {@code ?} for no value, comments that begin with a bar, perhaps a dot at
   * the end of rows, no header and no quotes.
   *
   * @param columns the names of the fields
   */
  public static CsvFormat uci(List<String> columns) {
    return new CsvFormat(',', columns, "?", "|", false, true, true);
  }

  /** The same with another separator. */
  public CsvFormat withSeparator(char other) {
    return new CsvFormat(other, columns, missing, comment, quoted, trimmed, trailingDot);
  }

  /** The same for files without a header. */
  public CsvFormat withColumns(List<String> names) {
    return new CsvFormat(separator, names, missing, comment, quoted, trimmed, trailingDot);
  }

  /** The same with something that stands for no value. */
  public CsvFormat withMissing(String marker) {
    return new CsvFormat(separator, columns, marker, comment, quoted, trimmed, trailingDot);
  }

  /** The same with something that comments begin with. */
  public CsvFormat withComment(String begin) {
    return new CsvFormat(separator, columns, missing, begin, quoted, trimmed, trailingDot);
  }

  /** The same, with or without quotes around fields. */
  public CsvFormat withQuoted(boolean allowed) {
    return new CsvFormat(separator, columns, missing, comment, allowed, trimmed, trailingDot);
  }

  /** The same, with or without the spaces around fields. */
  public CsvFormat withTrimmed(boolean without) {
    return new CsvFormat(separator, columns, missing, comment, quoted, without, trailingDot);
  }
}
