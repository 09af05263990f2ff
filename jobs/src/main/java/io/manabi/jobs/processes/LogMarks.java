package io.manabi.jobs.processes;

import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * What a log file does not tell of itself: where it begins, if what was written first has been
 * given up, and when what was written, for lines do not always say. A file beside it has pairs of
 * numbers: at first the begin, in bytes, and 0; then how long the log was, and when, in
 * milliseconds since 1970. The begin has its place from the start, so that it can be written on a
 * full disk, too.
 */
final class LogMarks {
  private static final int PAIR = 2 * Long.BYTES;

  /** Bytes that were found to be written at the same time: reading goes from one to the next. */
  private record Known(long from, long to, Instant time) {}

  private final Path log;
  private final Path file;
  private volatile Known known = new Known(0, 0, Instant.EPOCH);

  LogMarks(Path log) {
    this.log = log;
    this.file = log.resolveSibling(log.getFileName() + ".marks");
  }

  /** The first byte that the log still has. */
  long begin() {
    if (!Files.exists(file)) {
      return 0;
    }
    try (FileChannel pairs = FileChannel.open(file, StandardOpenOption.READ)) {
      return pairs.size() < PAIR ? 0 : pair(pairs, 0).getLong(0);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  void setBegin(long begin) throws IOException {
    try (FileChannel pairs = open()) {
      write(pairs, 0, begin, 0);
    }
  }

  private FileChannel open() throws IOException {
    FileChannel pairs =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (pairs.size() < PAIR) {
      write(pairs, 0, 0, 0);
    }
    return pairs;
  }

  /** Notes how long the log is now, if it has become longer. */
  void note() throws IOException {
    long length = Files.size(log);
    try (FileChannel pairs = open()) {
      // A piece of one that a full disk has left is written over.
      long count = pairs.size() / PAIR;
      if (length > (count == 1 ? 0 : pair(pairs, count - 1).getLong(0))) {
        write(pairs, count, length, Files.getLastModifiedTime(log).toMillis());
      }
    }
  }

  /** When the log first was longer than so many bytes. */
  Instant at(long position) {
    Known last = known;
    if (position >= last.from() && position < last.to()) {
      return last.time();
    }
    try {
      Known found = find(position);
      known = found;
      return found.time();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  private Known find(long position) throws IOException {
    if (Files.exists(file)) {
      try (FileChannel pairs = FileChannel.open(file, StandardOpenOption.READ)) {
        long end = Math.max(1, pairs.size() / PAIR);
        long low = firstBeyond(pairs, position, end);
        if (low < end) {
          ByteBuffer pair = pair(pairs, low);
          long from = low == 1 ? 0 : pair(pairs, low - 1).getLong(0);
          return new Known(from, pair.getLong(0), Instant.ofEpochMilli(pair.getLong(Long.BYTES)));
        }
      }
    }
    // What nobody has noted was there at the latest when the log was written to last.
    return new Known(position, position, Files.getLastModifiedTime(log).toInstant());
  }

  private static long firstBeyond(FileChannel pairs, long position, long end) throws IOException {
    long low = 1;
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (pair(pairs, middle).getLong(0) > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static ByteBuffer pair(FileChannel pairs, long number) throws IOException {
    ByteBuffer pair = ByteBuffer.allocate(PAIR);
    while (pair.hasRemaining()) {
      if (pairs.read(pair, number * PAIR + pair.position()) < 0) {
        throw new IOException("it has become shorter");
      }
    }
    return pair;
  }

  private static void write(FileChannel pairs, long number, long first, long second)
      throws IOException {
    ByteBuffer pair = ByteBuffer.allocate(PAIR).putLong(first).putLong(second).flip();
    while (pair.hasRemaining()) {
      pairs.write(pair, number * PAIR + pair.position());
    }
  }
}
