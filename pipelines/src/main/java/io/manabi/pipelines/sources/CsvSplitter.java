package io.manabi.pipelines.sources;

import java.util.ArrayList;
import java.util.List;

/** Divides a file of CSV between records, and counts its lines on the way. */
final class CsvSplitter {

  /**
   * A part of a file.
   *
   * @param from where its first record begins
   * @param limit where the first record of the next part begins
   * @param line of the first record, from 1
   */
  record Range(long from, long limit, long line) {}

  private CsvSplitter() {}

  /**
   * The parts of a file, in order.
   *
   * @param from where the first record begins
   * @param line of the first record
   * @param size how large a part becomes, at least, except the last
   */
  static List<Range> split(InputFile file, CsvFormat format, long from, long line, long size) {
    if (file.isCompressed() || file.size() - from <= size) {
      return List.of(new Range(from, Long.MAX_VALUE, line));
    }
    List<Range> ranges = new ArrayList<>();
    long begin = from;
    long beginLine = line;
    try (ByteWindow window = new ByteWindow(file, from)) {
      boolean fieldBegins = true;
      boolean inQuotes = false;
      long lines = line;
      while (window.begin() < window.end() || window.more()) {
        byte[] bytes = window.bytes();
        long windowOffset = window.offset() - window.begin();
        for (int i = window.begin(); i < window.end(); i++) {
          byte current = bytes[i];
          if (current == '\n') {
            lines++;
            if (!inQuotes) {
              fieldBegins = true;
              long next = windowOffset + i + 1;
              if (next - begin >= size && next < file.size()) {
                ranges.add(new Range(begin, next, beginLine));
                begin = next;
                beginLine = lines;
              }
            }
          } else if (format.quoted()) {
            // Two quotes in a row leave and enter, which is the same as staying inside.
            if (current == '"' && (inQuotes || fieldBegins)) {
              inQuotes = !inQuotes;
              fieldBegins = !inQuotes;
            } else if (!inQuotes) {
              fieldBegins =
                  current == format.separator()
                      || (fieldBegins && current == ' ' && format.trimmed());
            }
          }
        }
        window.skip(window.end() - window.begin());
      }
    }
    ranges.add(new Range(begin, Long.MAX_VALUE, beginLine));
    return ranges;
  }
}
