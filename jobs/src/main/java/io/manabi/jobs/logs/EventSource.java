package io.manabi.jobs.logs;

import io.manabi.core.ManabiException;
import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events in a file, one a line. */
final class EventSource implements LogSource {
  private final String name;
  private final String task;
  private final Path file;
  private final Instant created;

  /**
   * The events of a file, which need not be there.
   *
   * @param name of the source
   * @param task who tells them
   * @param created when the job was created; those before are of another job
   */
  EventSource(String name, String task, Path file, Instant created) {
    this.name = name;
    this.task = task;
    this.file = file;
    this.created = created;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Found> read(long position, boolean ended) {
    List<Found> found = new ArrayList<>();
    for (TextLines.Line line : TextLines.of(bytes(position), false)) {
      found.add(new Found(entry(line.text()), position + line.end()));
    }
    return found;
  }

  private byte[] bytes(long position) {
    if (!Files.isRegularFile(file)) {
      return new byte[0];
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long rest = Math.max(0, in.length() - position);
      byte[] bytes = new byte[(int) Math.min(TextLines.MOST_BYTES, rest)];
      in.seek(position);
      in.readFully(bytes);
      return bytes;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** What is no event, or one of a later version, is left out. */
  private Optional<LogEntry> entry(String line) {
    try {
      return JobEvents.read(line).filter(event -> !event.time().isBefore(created)).map(this::entry);
    } catch (ManabiException e) {
      return Optional.empty();
    }
  }

  private LogEntry entry(JobEvent event) {
    return event instanceof JobEvent.Service told
        ? LogEntry.ofService(told.time(), told.severity(), told.message())
        : LogEntry.of(event, task);
  }
}
