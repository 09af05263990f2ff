package io.manabi.pipelines.sources;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A window on the bytes of a file that moves forward. */
final class ByteWindow implements AutoCloseable {
  private static final int SIZE = 1 << 18;

  private final InputFile file;
  private final InputStream in;
  private byte[] bytes = new byte[SIZE];
  private int begin;
  private int end;
  private long offset;
  private boolean ended;

  /**
   * Opens a file.
   *
   * @param from where the window begins
   */
  ByteWindow(InputFile file, long from) {
    this.file = file;
    this.in = file.open(from);
    this.offset = from;
  }

  /** The bytes; those from {@link #begin} up to {@link #end} are in the window. */
  byte[] bytes() {
    return bytes;
  }

  int begin() {
    return begin;
  }

  int end() {
    return end;
  }

  /** The place of the window's begin in the file. */
  long offset() {
    return offset;
  }

  /** Moves the begin of the window. */
  void skip(int count) {
    begin += count;
    offset += count;
  }

  /**
   * Reads more bytes into the window; what is in it may move to another place in {@link #bytes}.
   *
   * @return whether there were any
   */
  boolean more() {
    if (ended) {
      return false;
    }
    if (begin > 0) {
      System.arraycopy(bytes, begin, bytes, 0, end - begin);
      end -= begin;
      begin = 0;
    }
    if (end == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    try {
      int count = in.readNBytes(bytes, end, bytes.length - end);
      ended = end + count < bytes.length;
      end += count;
      return count > 0;
    } catch (IOException e) {
      throw file.cannotRead(e);
    }
  }

  /** Adds a byte that is not in the file. */
  void append(byte last) {
    if (end == bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length + 1);
    }
    bytes[end++] = last;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw file.cannotRead(e);
    }
  }
}
