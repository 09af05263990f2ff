package io.manabi.jobs.processes;

import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.TaskLog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a log file that one start of a task writes.
 *
 * @param path the file
 * @param start how much earlier ones have left in it
 */
record LogFile(Path path, long start) implements TaskLog {
  /**
   * The part from the end of the file as it is now. Makes the file if it is missing, so that a log
   * that cannot be written is told as that.
   */
  static LogFile atEnd(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        return new LogFile(path, file.length());
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(path, e);
    }
  }

  @Override
  public String place() {
    return path.toString();
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
      return bytes;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(path, e);
    }
  }
}
