package io.manabi.cli.jobs;

import io.manabi.core.files.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints the lines that a task adds to its log file. */
final class TaskOutput {
  private final Path file;
  private final String prefix;
  private final PrintWriter out;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long position;

  /**
   * Prints nothing yet.
   *
   * @param prefix what each line begins with
   */
  TaskOutput(Path file, String prefix, PrintWriter out) {
    this.file = file;
    this.prefix = prefix;
    this.out = out;
  }

  /** Prints the lines that are there now. */
  void poll() {
    if (!Files.exists(file)) {
      return;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(position);
      byte[] bytes = new byte[(int) Math.min(in.length() - position, 1 << 20)];
      in.readFully(bytes);
      position += bytes.length;
      for (byte each : bytes) {
        if (each == '\n') {
          print();
        } else {
          line.write(each);
        }
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** Prints all that is left. */
  void end() {
    long before = -1;
    while (before != position) {
      before = position;
      poll();
    }
    if (line.size() > 0) {
      print();
    }
  }

  private void print() {
    out.println(prefix + line.toString(StandardCharsets.UTF_8));
    line.reset();
  }
}
