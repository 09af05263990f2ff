package io.manabi.jobs.logs;

import io.manabi.core.events.JobEvent;
import io.manabi.core.events.Severity;
import java.time.Instant;
import java.util.Optional;

/**
 * Something in the log of a job.
 *
 * @param time when it was written
 * @param severity how grave it is
 * @param task who tells it, as {@code worker-replica-1}; {@link #SERVICE} if no task does
 * @param text what a task has written, a line with those that belong to it; else for people what
 *     the event says
 * @param event what was told as an event of a training
 */
public record LogEntry(
    Instant time, Severity severity, String task, String text, Optional<JobEvent> event) {
  /** Who tells of a job if none of its tasks does. */
  public static final String SERVICE = "service";

  static LogEntry of(JobEvent event, String task) {
    return new LogEntry(event.time(), event.severity(), task, event.message(), Optional.of(event));
  }

  static LogEntry ofService(Instant time, Severity severity, String text) {
    return new LogEntry(time, severity, SERVICE, text, Optional.empty());
  }
}
