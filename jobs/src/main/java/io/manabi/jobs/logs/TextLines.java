package io.manabi.jobs.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Cuts bytes into lines. */
final class TextLines {
  /** How much is read at once, and so the longest line. */
  static final int MOST_BYTES = 1 << 16;

  /**
   * A line.
   *
   * @param text it, without its end, as a terminal shows it: of what was written over with carriage
   *     returns, as the bars of programs that show their progress, only the last
   * @param end where the next one begins, in bytes
   */
  record Line(String text, int end) {}

  private TextLines() {}

  /**
   * The lines of some bytes.
   *
   * @param whole whether nothing follows, so that the rest is a line, too; bytes without any end of
   *     a line are one as well if they are as many as are read at once
   */
  static List<Line> of(byte[] bytes, boolean whole) {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(line(bytes, start, i, i + 1));
        start = i + 1;
      }
    }
    if (start < bytes.length && whole) {
      lines.add(line(bytes, start, bytes.length, bytes.length));
    } else if (start == 0 && bytes.length == MOST_BYTES) {
      int end = endOfCharacters(bytes);
      lines.add(line(bytes, 0, end, end));
    }
    return lines;
  }

  private static Line line(byte[] bytes, int start, int end, int next) {
    int last = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    int first = start;
    for (int i = start; i < last; i++) {
      if (bytes[i] == '\r') {
        first = i + 1;
      }
    }
    return new Line(new String(bytes, first, last - first, UTF_8), next);
  }

  /** Not within a character of UTF-8, which has four bytes at most. */
  private static int endOfCharacters(byte[] bytes) {
    int end = bytes.length;
    while (end > bytes.length - 4 && (bytes[end - 1] & 0xC0) == 0x80) {
      end--;
    }
    return (bytes[end - 1] & 0x80) == 0 || end == bytes.length - 4 ? bytes.length : end - 1;
  }
}
