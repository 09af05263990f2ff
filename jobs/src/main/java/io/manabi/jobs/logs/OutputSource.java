package io.manabi.jobs.logs;

import io.manabi.core.events.Severity;
import io.manabi.jobs.TaskLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a task has written to its standard output and error. */
final class OutputSource implements LogSource {
  /** Lines that belong together come within this time. */
  static final Duration SETTLED = Duration.ofMillis(300);

  /** How much a line may be before the job, or after it was written, by its own word. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private final String name;
  private final String task;
  private final TaskLog log;
  private final Instant created;
  private final Clock clock;

  /**
   * The output of a task.
   *
   * @param name of the source
   * @param task for whose word it is
   * @param created when the job was created
   * @param clock for now, in the zone of times that say none
   */
  OutputSource(String name, String task, TaskLog log, Instant created, Clock clock) {
    this.name = name;
    this.task = task;
    this.log = log;
    this.created = created;
    this.clock = clock;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Found> read(long position, boolean ended) {
    long begin = log.begin();
    List<Found> found = new ArrayList<>();
    if (position < begin) {
      return List.of(lost(position, begin));
    }
    byte[] bytes = log.read(position, TextLines.MOST_BYTES);
    boolean full = bytes.length == TextLines.MOST_BYTES;
    Entry entry = null;
    for (TextLines.Line line : TextLines.of(bytes, ended && !full)) {
      long written = position + line.end() - 1;
      LineLabels labels =
          LineLabels.of(
              line.text(),
              log.writtenAt(written).atOffset(ZoneOffset.UTC).getYear(),
              clock.getZone());
      if (entry != null && entry.lines.goesOn(line.text(), labels.isLogged())) {
        entry.add(line.text(), position + line.end());
      } else {
        if (entry != null) {
          found.add(entry.found());
        }
        entry = new Entry(line.text(), labels, position + line.end());
      }
    }
    if (entry != null && (full ? found.isEmpty() : ended || isSettled(entry.end))) {
      found.add(entry.found());
    }
    return found;
  }

  private boolean isSettled(long end) {
    return log.writtenAt(end - 1).plus(SETTLED).isBefore(clock.instant());
  }

  /** Reading goes on at the first line that is there as a whole. */
  private Found lost(long position, long begin) {
    byte[] bytes = log.read(begin, TextLines.MOST_BYTES);
    List<TextLines.Line> lines = TextLines.of(bytes, false);
    long next = begin + (lines.isEmpty() ? 0 : lines.get(0).end());
    String text =
        String.format(
            Locale.ROOT,
            "%,d bytes that the task has written before are not kept any more.",
            next - position);
    LogEntry entry =
        new LogEntry(
            log.writtenAt(Math.max(0, next - 1)), Severity.WARNING, task, text, Optional.empty());
    return new Found(Optional.of(entry), next);
  }

  /** Lines that belong together. */
  private final class Entry {
    private final EntryLines lines = new EntryLines();
    private final StringBuilder text;
    private final LineLabels labels;
    private final Instant time;
    private long end;

    Entry(String line, LineLabels labels, long end) {
      this.text = new StringBuilder(line);
      this.labels = labels;
      this.end = end;
      this.time = time(log.writtenAt(end - 1));
      Object unused = lines.goesOn(line, labels.isLogged());
    }

    /** Its own word, unless that cannot be. */
    private Instant time(Instant written) {
      return labels
          .time()
          .filter(
              own ->
                  !own.isBefore(created.minus(TOLERANCE)) && !own.isAfter(written.plus(TOLERANCE)))
          .orElse(written);
    }

    void add(String line, long newEnd) {
      text.append('\n').append(line);
      end = newEnd;
    }

    Found found() {
      Severity severity = labels.severity().orElse(Severity.INFO);
      return new Found(
          Optional.of(new LogEntry(time, severity, task, text.toString(), Optional.empty())), end);
    }
  }
}
