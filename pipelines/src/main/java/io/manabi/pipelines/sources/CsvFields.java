package io.manabi.pipelines.sources;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Divides a row of a CSV file into fields, which stay where they are: in the bytes of the row. */
final class CsvFields {
  private static final byte QUOTE = '"';

  private final byte separator;
  private final boolean quotes;
  private final boolean trim;
  private final boolean trailingDot;
  private final byte[] missing;
  private byte[][] sources;
  private int[] froms;
  private int[] tos;
  private boolean[] quoted;
  private int count;

  CsvFields(CsvFormat format, int expected) {
    this.separator = (byte) format.separator();
    this.quotes = format.quoted();
    this.trim = format.trimmed();
    this.trailingDot = format.trailingDot();
    this.missing = format.missing().getBytes(StandardCharsets.UTF_8);
    this.sources = new byte[expected][];
    this.froms = new int[expected];
    this.tos = new int[expected];
    this.quoted = new boolean[expected];
  }

  /** Divides a row; if it cannot be divided, the result tells why. */
  @Nullable String divide(byte[] data, int from, int to) {
    count = 0;
    int i = from;
    while (true) {
      i = trim ? skipBlanks(data, i, to) : i;
      if (quotes && i < to && data[i] == QUOTE) {
        i = quotedField(data, i + 1, to);
        if (i < to && data[i] != separator) {
          return "has text after the closing quote of field " + count;
        }
      } else {
        int begin = i;
        while (i < to && data[i] != separator) {
          i++;
        }
        int end = i;
        while (trim && end > begin && isBlank(data[end - 1])) {
          end--;
        }
        add(data, begin, end, false);
      }
      if (i >= to) {
        break;
      }
      i++;
    }
    int last = count - 1;
    if (trailingDot && tos[last] > froms[last] && sources[last][tos[last] - 1] == '.') {
      tos[last]--;
    }
    return null;
  }

  /** The number of fields. */
  int count() {
    return count;
  }

  /** What is wrong with a row of another number of fields. */
  static String otherNumber(int count, int expected) {
    return "has " + count + " fields; expected " + expected;
  }

  /** The array that a field is in. */
  byte[] source(int field) {
    return sources[field];
  }

  /** Where a field begins in its array. */
  int from(int field) {
    return froms[field];
  }

  /** Where a field ends in its array. */
  int to(int field) {
    return tos[field];
  }

  /** Whether a field stands for a missing value; one with nothing between its quotes does not. */
  boolean isMissing(int field) {
    int from = froms[field];
    int to = tos[field];
    return !quoted[field]
        && (from == to
            || (to - from == missing.length
                && Arrays.equals(sources[field], from, to, missing, 0, missing.length)));
  }

  /** Adds the field whose content begins at {@code from}; the result is where it ends. */
  private int quotedField(byte[] data, int from, int to) {
    int doubled = 0;
    int i = from;
    while (i < to) {
      if (data[i] == QUOTE) {
        if (i + 1 == to || data[i + 1] != QUOTE) {
          break;
        }
        doubled++;
        i++;
      }
      i++;
    }
    if (doubled == 0) {
      add(data, from, i, true);
    } else {
      byte[] single = new byte[i - from - doubled];
      int written = 0;
      for (int k = from; k < i; k++) {
        single[written++] = data[k];
        k += data[k] == QUOTE ? 1 : 0;
      }
      add(single, 0, single.length, true);
    }
    return trim ? skipBlanks(data, i + 1, to) : i + 1;
  }

  private void add(byte[] data, int from, int to, boolean inQuotes) {
    if (count == sources.length) {
      int length = Math.max(8, 2 * count);
      sources = Arrays.copyOf(sources, length);
      froms = Arrays.copyOf(froms, length);
      tos = Arrays.copyOf(tos, length);
      quoted = Arrays.copyOf(quoted, length);
    }
    sources[count] = data;
    froms[count] = from;
    tos[count] = to;
    quoted[count] = inQuotes;
    count++;
  }

  private static int skipBlanks(byte[] data, int from, int to) {
    int i = from;
    while (i < to && isBlank(data[i])) {
      i++;
    }
    return i;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
