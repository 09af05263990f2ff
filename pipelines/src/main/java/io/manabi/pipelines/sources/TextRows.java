package io.manabi.pipelines.sources;

import io.manabi.core.ManabiException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of a text, which are lines, or several if a quoted field has new lines. Planning
 * splits and reading them both go through here: so they agree about where rows begin, whatever is
 * in the file.
 */
final class TextRows implements Closeable {
  /** The most bytes that a row may have; a longer one is no row, but what a broken file has. */
  static final int MAX_ROW = 16 << 20;

  private static final int FIRST_CAPACITY = 1 << 18;
  private static final int KEPT_OF_TOO_LONG = 4096;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] UTF_16 = {(byte) 0xFE, (byte) 0xFF};
  private static final byte[] UTF_16_OF_WINDOWS = {(byte) 0xFF, (byte) 0xFE};
  private static final byte LF = '\n';
  private static final byte QUOTE = '"';

  private final InputStream in;
  private final CsvFormat format;
  private final byte[] comment;
  private byte[] buffer = new byte[FIRST_CAPACITY];
  private int filled;
  private int next;
  private long bufferOffset;
  private long unread;
  private long nextLine;

  private byte[] data = buffer;
  private int start;
  private int end;
  private long offset;
  private long line;
  private @Nullable String problem;

  /**
   * Rows of a part of a text.
   *
   * @param in where the part begins; {@link #close()} closes it
   * @param from the offset of the part in the text
   * @param to where it ends
   * @param firstLine the number of its first line
   */
  TextRows(InputStream in, long from, long to, long firstLine, CsvFormat format) {
    this.in = in;
    this.format = format;
    this.comment = format.comment().getBytes(StandardCharsets.UTF_8);
    this.bufferOffset = from;
    this.unread = to - from;
    this.nextLine = firstLine;
  }

  /**
   * The rows of a whole file.
   *
   * @throws ManabiException if it begins as UTF-16
   */
  static TextRows of(InputFile file, CsvFormat format) throws IOException {
    InputStream in = new BufferedInputStream(file.open(0));
    in.mark(UTF_16.length);
    byte[] first = in.readNBytes(UTF_16.length);
    in.reset();
    if (Arrays.equals(first, UTF_16) || Arrays.equals(first, UTF_16_OF_WINDOWS)) {
      in.close();
      throw ManabiException.user(
          file.path()
              + " is UTF-16; expected UTF-8. Convert it, as by iconv --from-code UTF-16 --to-code UTF-8.");
    }
    return new TextRows(in, 0, Long.MAX_VALUE, 1, format);
  }

  /** Goes on to the next row that is neither empty nor a comment; false if there is none. */
  boolean next() throws IOException {
    if (bufferOffset == 0 && filled == 0) {
      fill();
      next = Bytes.startsWith(buffer, 0, filled, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    }
    while (nextRow()) {
      if (!isBlank() && !(comment.length > 0 && Bytes.startsWith(data, start, end, comment))) {
        return true;
      }
    }
    return false;
  }

  /** The array that the row is in, until the next call of {@link #next()}. */
  byte[] data() {
    return data;
  }

  /** Where it begins in the array. */
  int start() {
    return start;
  }

  /** Where it ends in the array, without the end of the line. */
  int end() {
    return end;
  }

  /** Where it begins in the text. */
  long offset() {
    return offset;
  }

  /** Where the next row begins in the text. */
  long nextOffset() {
    return bufferOffset + next;
  }

  /** The number of its first line. */
  long line() {
    return line;
  }

  /** The number of the first line of the next row. */
  long nextLine() {
    return nextLine;
  }

  /** Why it is no row; null if it is one. */
  @Nullable String problem() {
    return problem;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean isBlank() {
    int i = start;
    while (format.trimmed() && i < end && (data[i] == ' ' || data[i] == '\t')) {
      i++;
    }
    return i == end;
  }

  private boolean nextRow() throws IOException {
    data = buffer;
    start = next;
    line = nextLine;
    offset = bufferOffset + start;
    problem = null;
    if (filled - start < Math.max(1, comment.length)) {
      fill();
      if (filled == start) {
        return false;
      }
    }
    boolean quotes = format.quoted() && !isComment();
    int newline = endOfRow(quotes, 0);
    while (newline < 0 && filled - start < MAX_ROW) {
      int searched = filled - start;
      if (!fill()) {
        return lastRow(quotes);
      }
      newline = endOfRow(quotes, searched);
    }
    if (newline < 0) {
      return tooLong(quotes);
    }
    nextLine += quotes ? Bytes.count(buffer, start, newline + 1, LF) : 1;
    return row(newline, newline + 1);
  }

  private int endOfRow(boolean quotes, int searched) {
    return quotes
        ? endOfQuotedRow(false)
        : Bytes.indexOf(buffer, start + searched, searchEnd(), LF);
  }

  /** Rows are searched up to the same byte however much is in the buffer. */
  private int searchEnd() {
    return Math.min(filled, start + MAX_ROW);
  }

  private boolean isComment() {
    return comment.length > 0 && Bytes.startsWith(buffer, start, filled, comment);
  }

  private boolean row(int endOfRow, int beginOfNext) {
    end = endOfRow > start && data[endOfRow - 1] == '\r' ? endOfRow - 1 : endOfRow;
    next = beginOfNext;
    return true;
  }

  private boolean lastRow(boolean quotes) {
    if (quotes && endOfQuotedRow(true) < 0) {
      return unclosedQuote();
    }
    nextLine += quotes ? Bytes.count(buffer, start, filled, LF) + 1 : 1;
    return row(filled, filled);
  }

  /** Takes only the first line: the quote is at fault, and the lines after it may be in order. */
  private boolean unclosedQuote() {
    problem = "has a quote that is not closed";
    nextLine++;
    int newline = Bytes.indexOf(buffer, start, filled, LF);
    return newline < 0 ? row(filled, filled) : row(newline, newline + 1);
  }

  private boolean tooLong(boolean quotes) throws IOException {
    if (quotes && Bytes.indexOf(buffer, start, searchEnd(), LF) >= 0) {
      return unclosedQuote();
    }
    problem = "is longer than " + (MAX_ROW >> 20) + " MB";
    byte[] kept = Arrays.copyOfRange(buffer, start, start + KEPT_OF_TOO_LONG);
    int newline = Bytes.indexOf(buffer, start, filled, LF);
    while (newline < 0) {
      next = filled;
      if (!fill()) {
        break;
      }
      newline = Bytes.indexOf(buffer, 0, filled, LF);
    }
    next = newline < 0 ? filled : newline + 1;
    nextLine++;
    data = kept;
    start = 0;
    end = kept.length;
    return true;
  }

  /**
   * The end of the line in which no quote is open: -1 if that is further on.
   *
   * @param last whether the text ends where the buffer does, which then ends the row too
   */
  private int endOfQuotedRow(boolean last) {
    int to = searchEnd();
    int newline = Bytes.indexOf(buffer, start, to, LF);
    int lineEnd = newline < 0 ? to : newline;
    if (Bytes.indexOf(buffer, start, lineEnd, QUOTE) < 0) {
      return last ? lineEnd : newline;
    }
    boolean fieldBegins = true;
    boolean inQuotes = false;
    for (int i = start; i < to; i++) {
      byte b = buffer[i];
      if (inQuotes) {
        if (b == QUOTE && i + 1 < to && buffer[i + 1] == QUOTE) {
          i++;
        } else if (b == QUOTE) {
          inQuotes = false;
        }
      } else if (b == LF) {
        return i;
      } else if (b == QUOTE && fieldBegins) {
        inQuotes = true;
        fieldBegins = false;
      } else if (b == format.separator()) {
        fieldBegins = true;
      } else if (!format.trimmed() || (b != ' ' && b != '\t')) {
        fieldBegins = false;
      }
    }
    return last && !inQuotes ? to : -1;
  }

  /** Reads on, moves the row to the front if there is no room; false at the end of the text. */
  private boolean fill() throws IOException {
    if (unread == 0) {
      return false;
    }
    System.arraycopy(buffer, next, buffer, 0, filled - next);
    bufferOffset += next;
    filled -= next;
    next = 0;
    start = 0;
    if (filled > buffer.length / 2) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    data = buffer;
    int wanted = (int) Math.min(buffer.length - filled, unread);
    int read = in.readNBytes(buffer, filled, wanted);
    filled += read;
    unread = read < wanted ? 0 : unread - read;
    return read > 0;
  }
}
