package io.manabi.pipelines.sources;

import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.FoundColumns;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a text file that begins and ends between rows.
 *
 * @param span the file
 * @param file the file
 * @param from the offset of its first row in the text
 * @param to the offset of the row after its last
 * @param firstLine the number of its first line, from 1
 * @param layout how rows are read
 */
record TextSplit(Span span, InputFile file, long from, long to, long firstLine, TextLayout layout)
    implements RecordSplit {
  /** About as much as one core reads in a tenth of a second. */
  static final long BYTES = 8 << 20;

  /**
   * The splits of a file. The whole file is looked through, for only so it is known which new lines
   * are inside quotes, and how many lines there are before a split.
   *
   * @param rows the file, perhaps with its header read
   * @param bytes how long a split is, up to the next row
   */
  static List<TextSplit> of(InputFile file, TextRows rows, TextLayout layout, long bytes)
      throws IOException {
    Span span = file.span(layout);
    List<TextSplit> splits = new ArrayList<>();
    if (file.isGzip()) {
      if (rows.next()) {
        splits.add(new TextSplit(span, file, rows.offset(), Long.MAX_VALUE, rows.line(), layout));
      }
      return splits;
    }
    long from = -1;
    long line = 0;
    while (rows.next()) {
      if (from >= 0 && rows.offset() - from >= bytes) {
        splits.add(new TextSplit(span, file, from, rows.offset(), line, layout));
        from = -1;
      }
      if (from < 0) {
        from = rows.offset();
        line = rows.line();
      }
    }
    if (from >= 0) {
      splits.add(new TextSplit(span, file, from, rows.nextOffset(), line, layout));
    }
    return splits;
  }

  @Override
  public BatchReader open(BadRows badRows) {
    try {
      return new TextReader(this, rows(), badRows);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private TextRows rows() throws IOException {
    return new TextRows(file.open(from), from, to, firstLine, layout.format());
  }

  @Override
  public FoundColumns findColumns() {
    ColumnFinder finder = new ColumnFinder();
    if (layout.plan().exact()) {
      try (TextRows rows = rows()) {
        layout.find(file, rows, finder);
      } catch (IOException e) {
        throw file.unreadable(e);
      }
    }
    return finder.found();
  }
}
