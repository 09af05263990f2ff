package io.manabi.jobs.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.core.events.Severity;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server tells of a job beside what is kept of it in the database, in a file that outlives
 * the server: that a task was started again, and why.
 */
public final class ServiceLog {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceLog.class);

  private final Path file;
  private final Clock clock;

  /**
   * The log of a job.
   *
   * @param logs the folder of its logs
   */
  public ServiceLog(Path logs, Clock clock) {
    this.file = logs.resolve("service.jsonl");
    this.clock = clock;
  }

  /**
   * Adds something. If it cannot be written, the log of the server has it, and the job goes on.
   *
   * @param message a sentence
   */
  public void say(Severity severity, String message) {
    String line = JobEvents.write(new JobEvent.Service(clock.instant(), severity, message)) + "\n";
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          endsWithinALine() ? "\n" + line : line,
          UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("Cannot write into {}: {}", file, message, e);
    }
  }

  /** After a line for which there was no room. */
  private boolean endsWithinALine() throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "r")) {
      if (lines.length() == 0) {
        return false;
      }
      lines.seek(lines.length() - 1);
      return lines.read() != '\n';
    }
  }

  LogSource source(Instant created) {
    return new EventSource("service", LogEntry.SERVICE, file, created);
  }
}
