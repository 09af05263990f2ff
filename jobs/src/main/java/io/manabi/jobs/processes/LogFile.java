package io.manabi.jobs.processes;

import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.TaskLog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The part of a log file that one start of a task writes. */
final class LogFile implements TaskLog {
  private final Path path;
  private final long start;
  private final LogMarks marks;

  /**
   * A part.
   *
   * @param path the file
   * @param start how much earlier starts have left in it
   */
  LogFile(Path path, long start) {
    this.path = path;
    this.start = start;
    this.marks = new LogMarks(path);
  }

  /**
   * The part from the end of the file as it is now, which is made the end of a line. Makes the file
   * if it is missing, so that a log that cannot be written is told as that.
   */
  static LogFile atEnd(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        long length = file.length();
        if (length > 0) {
          file.seek(length - 1);
          if (file.read() != '\n') {
            file.write('\n');
          }
        }
        return new LogFile(path, file.length());
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(path, e);
    }
  }

  Path path() {
    return path;
  }

  long start() {
    return start;
  }

  LogMarks marks() {
    return marks;
  }

  @Override
  public String place() {
    return path.toString();
  }

  @Override
  public long begin() {
    return Math.max(0, marks.begin() - start);
  }

  @Override
  public long size() {
    try {
      return Math.max(0, Files.size(path) - start);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(path, e);
    }
  }

  @Override
  public byte[] read(long from, int limit) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long rest = Math.max(0, file.length() - start - from);
      byte[] bytes = new byte[(int) Math.min(limit, rest)];
      file.seek(start + from);
      file.readFully(bytes);
      // Only now, for they may have been given up meanwhile.
      return from < begin() ? new byte[0] : bytes;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(path, e);
    }
  }

  @Override
  public Instant writtenAt(long position) {
    return marks.at(start + position);
  }
}
