package io.manabi.training.watch;

import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.core.files.AppendingFile;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with one event a line, to which events are added. */
public final class EventLines implements AutoCloseable {
  private final Path file;
  private final boolean echo;
  private final AppendingFile lines;

  /**
   * Opens a file, or makes it.
   *
   * @param echo whether lines also go to standard output
   */
  public EventLines(Path file, boolean echo) {
    this.file = file;
    this.echo = echo;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      cutTornLine(file);
      lines = AppendingFile.open(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /** Takes away what a power cut left of a last line; nobody has read it as one. */
  private static void cutTornLine(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "rw")) {
      long end = lines.length();
      for (; end > 0; end--) {
        lines.seek(end - 1);
        if (lines.read() == '\n') {
          break;
        }
      }
      lines.setLength(end);
    }
  }

  /** Adds an event. */
  public void write(JobEvent event) {
    String json = JobEvents.write(event);
    try {
      if (echo) {
        System.out.println(json);
      }
      lines.append((json + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }
}
