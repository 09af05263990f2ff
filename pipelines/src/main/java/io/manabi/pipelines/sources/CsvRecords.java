package io.manabi.pipelines.sources;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records of a CSV file and the fields of each, as places in the bytes of the file. A
 * record that is malformed has a {@link #fault}.
 */
final class CsvRecords implements AutoCloseable {
  /** Longer records are not read: their end is looked for, and that is all. */
  static final int LONGEST = 16 << 20;

  private static final int CONTENT = 1000;

  private final CsvFormat format;
  private final byte[] comment;
  private final ByteWindow window;
  private final long limit;
  private int[] starts = new int[32];
  private int[] ends = new int[32];
  private boolean[] escaped = new boolean[32];
  private int fields;
  private int length;
  private long line;
  private int newlines;
  private @Nullable String fault;
  private @Nullable String discarded;

  /**
   * Begins to read.
   *
   * @param from where the first record begins
   * @param limit where no record begins any more
   * @param line the line of the first record, from 1
   */
  CsvRecords(InputFile file, CsvFormat format, long from, long limit, long line) {
    this.format = format;
    this.comment = format.comment().getBytes(StandardCharsets.UTF_8);
    this.window = new ByteWindow(file, from);
    this.limit = limit;
    this.line = line;
    if (from == 0) {
      skipByteOrderMark();
    }
  }

  /** Goes on to the next record that is no comment and not blank; false after the last. */
  boolean next() {
    do {
      window.skip(length);
      line += newlines;
      length = 0;
      newlines = 0;
      if (window.offset() >= limit || (window.begin() == window.end() && !window.more())) {
        return false;
      }
      parse();
    } while (isBlankOrComment());
    return true;
  }

  /** Where the record begins in the file. */
  long offset() {
    return window.offset();
  }

  /** Where the next record begins. */
  long nextOffset() {
    return window.offset() + length;
  }

  /** The line on which the record begins. */
  long line() {
    return line;
  }

  /** The line on which the next record begins. */
  long nextLine() {
    return line + newlines;
  }

  /** What is wrong with the record as a whole; null if nothing is. */
  @Nullable String fault() {
    return fault;
  }

  /** The number of fields. */
  int fields() {
    return fields;
  }

  /** The bytes of the file in which the fields are. */
  byte[] bytes() {
    return window.bytes();
  }

  /** Where a field begins in the bytes. */
  int start(int field) {
    return window.begin() + starts[field];
  }

  /** Where a field ends in the bytes. */
  int end(int field) {
    return window.begin() + ends[field];
  }

  /** Whether a field has doubled quotes in it, each of which is one quote. */
  boolean isEscaped(int field) {
    return escaped[field];
  }

  /** A field as text. */
  String text(int field) {
    String text =
        new String(bytes(), start(field), end(field) - start(field), StandardCharsets.UTF_8);
    return escaped[field] ? text.replace("\"\"", "\"") : text;
  }

  /** The record as it is in the file, cut after some characters. */
  String content() {
    if (discarded != null) {
      return discarded;
    }
    int size = Math.min(length, CONTENT);
    return new String(bytes(), window.begin(), size, StandardCharsets.UTF_8).stripTrailing();
  }

  private void skipByteOrderMark() {
    while (window.end() - window.begin() < 3 && window.more()) {
      // A few bytes are enough, but they may come one by one.
    }
    byte[] bytes = window.bytes();
    if (window.end() >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf) {
      window.skip(3);
    }
  }

  private boolean isBlankOrComment() {
    if (fault != null) {
      return false;
    }
    if (fields == 1 && starts[0] == ends[0] && !escaped[0]) {
      byte first = window.bytes()[window.begin()];
      return first == '\n' || first == '\r' || format.trimmed();
    }
    return comment.length > 0
        && length >= comment.length
        && Arrays.equals(
            window.bytes(),
            window.begin(),
            window.begin() + comment.length,
            comment,
            0,
            comment.length);
  }

  /**
   * Finds the fields of the record at the begin of the window; reads more if its end is missing.
   */
  private void parse() {
    while (!tryParse()) {
      if (window.end() - window.begin() >= LONGEST) {
        discard();
        return;
      }
      if (!window.more()) {
        finish();
        return;
      }
    }
  }

  /** Finds the fields, or returns false if the record does not end in the window. */
  private boolean tryParse() {
    byte[] bytes = window.bytes();
    int begin = window.begin();
    int end = window.end();
    byte separator = (byte) format.separator();
    boolean trimmed = format.trimmed();
    boolean quoted = format.quoted();
    fault = null;
    discarded = null;
    fields = 0;
    newlines = 0;
    int position = begin;
    while (true) {
      if (trimmed) {
        while (position < end && bytes[position] == ' ') {
          position++;
        }
      }
      if (fields == starts.length) {
        grow();
      }
      int start = position;
      escaped[fields] = false;
      int stop;
      if (quoted && position < end && bytes[position] == '"') {
        position = quotedEnd(bytes, position + 1, end);
        if (position < 0) {
          return false;
        }
        start++;
        stop = position;
        position++;
        if (position < end && bytes[position] == '\r') {
          position++;
        }
        if (position < end && bytes[position] != separator && bytes[position] != '\n') {
          fault = "has text after a quoted field; expected a separator or the end of the line";
          while (position < end && bytes[position] != separator && bytes[position] != '\n') {
            position++;
          }
        }
        if (position == end) {
          return false;
        }
      } else {
        while (position < end && bytes[position] != separator && bytes[position] != '\n') {
          position++;
        }
        if (position == end) {
          return false;
        }
        stop = position;
        if (bytes[position] == '\n' && stop > start && bytes[stop - 1] == '\r') {
          stop--;
        }
        while (trimmed && stop > start && bytes[stop - 1] == ' ') {
          stop--;
        }
      }
      starts[fields] = start - begin;
      ends[fields] = stop - begin;
      fields++;
      if (bytes[position] == '\n') {
        newlines++;
        length = position + 1 - begin;
        dropDot(bytes, begin);
        return true;
      }
      position++;
    }
  }

  /** The place of the quote that ends a field, or -1 if it is not in the window. */
  private int quotedEnd(byte[] bytes, int from, int end) {
    int position = from;
    while (position < end) {
      byte current = bytes[position];
      if (current == '\n') {
        newlines++;
      } else if (current == '"') {
        if (position + 1 == end) {
          return -1;
        }
        if (bytes[position + 1] != '"') {
          return position;
        }
        escaped[fields] = true;
        position++;
      }
      position++;
    }
    return -1;
  }

  private void dropDot(byte[] bytes, int begin) {
    int last = fields - 1;
    if (format.trailingDot() && ends[last] > starts[last] && bytes[begin + ends[last] - 1] == '.') {
      ends[last]--;
    }
  }

  /** The last record of the file, which has no newline at its end: as if it had one. */
  private void finish() {
    window.append((byte) '\n');
    int size = window.end() - window.begin();
    boolean complete = tryParse();
    length = size;
    if (!complete) {
      fault = "has a quote that does not end";
      fields = 0;
    }
  }

  /** Leaves out a record that is too long, up to the end of its line. */
  private void discard() {
    fault = "is longer than " + LONGEST / (1 << 20) + " MB; expected a newline before";
    fields = 0;
    newlines = 1;
    discarded = new String(window.bytes(), window.begin(), CONTENT, StandardCharsets.UTF_8);
    while (true) {
      byte[] bytes = window.bytes();
      for (int i = window.begin(); i < window.end(); i++) {
        if (bytes[i] == '\n') {
          length = i + 1 - window.begin();
          return;
        }
      }
      window.skip(window.end() - window.begin());
      if (!window.more()) {
        length = 0;
        return;
      }
    }
  }

  private void grow() {
    starts = Arrays.copyOf(starts, 2 * starts.length);
    ends = Arrays.copyOf(ends, 2 * ends.length);
    escaped = Arrays.copyOf(escaped, 2 * escaped.length);
  }

  @Override
  public void close() {
    window.close();
  }
}
