package io.manabi.pipelines.sources;

import io.manabi.core.ManabiException;
import java.io.Serializable;

/**
 * How fields are written in CSV files. Lines end with LF or CRLF; empty lines are left out. A field
 * with nothing in it is a missing value; so is a quoted one, unless its column is of strings.
 *
 * @param separator stands between fields; a character of ASCII
 * @param header whether the first row has the names of the columns
 * @param quoted whether a field may stand in double quotes, and then hold separators, new lines
 *     and, doubled, quotes
 * @param missing a field that is a missing value as well, as {@code ?}; empty for none
 * @param trim whether blanks and tabs around fields are left out
 * @param comment what a line begins with that is no row; empty for none
 * @param dropFinalDot whether a dot at the end of the last field is left out, as in {@code
 *     adult.test}
 */
public record CsvFormat(
    char separator,
    boolean header,
    boolean quoted,
    String missing,
    boolean trim,
    String comment,
    boolean dropFinalDot)
    implements Serializable {

  /** Checks the separator. */
  public CsvFormat {
    if (separator > 127 || separator == '"' || separator == '\n' || separator == '\r') {
      throw ManabiException.user(
          "'"
              + separator
              + "' cannot separate fields; choose another character of ASCII, as ',' or ';'.");
    }
  }

  /**
   * A header, commas, quotes. See <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>.
   */
  public static CsvFormat rfc4180() {
    return new CsvFormat(',', true, true, "", false, "", false);
  }

  /**
   * As the files of the UCI Machine Learning Repository are: no header, {@code ", "} between
   * fields, {@code ?} for missing values, comments after {@code |}, perhaps a dot at the end.
   */
  public static CsvFormat uci() {
    return new CsvFormat(',', false, false, "?", true, "|", true);
  }

  /** The same with another separator. */
  public CsvFormat withSeparator(char character) {
    return new CsvFormat(character, header, quoted, missing, trim, comment, dropFinalDot);
  }

  /** The same with a header or without. */
  public CsvFormat withHeader(boolean present) {
    return new CsvFormat(separator, present, quoted, missing, trim, comment, dropFinalDot);
  }

  /** The same, with fields in quotes or without. */
  public CsvFormat withQuoted(boolean allowed) {
    return new CsvFormat(separator, header, allowed, missing, trim, comment, dropFinalDot);
  }

  /** The same with another sign for missing values. */
  public CsvFormat withMissing(String sign) {
    return new CsvFormat(separator, header, quoted, sign, trim, comment, dropFinalDot);
  }

  /** The same, with blanks around fields left out or kept. */
  public CsvFormat withTrim(boolean blanksLeftOut) {
    return new CsvFormat(separator, header, quoted, missing, blanksLeftOut, comment, dropFinalDot);
  }

  /** The same with other comments. */
  public CsvFormat withComment(String begin) {
    return new CsvFormat(separator, header, quoted, missing, trim, begin, dropFinalDot);
  }

  /** The same, with a dot at the end left out or kept. */
  public CsvFormat withDropFinalDot(boolean leftOut) {
    return new CsvFormat(separator, header, quoted, missing, trim, comment, leftOut);
  }
}
