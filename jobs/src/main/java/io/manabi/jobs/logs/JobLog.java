package io.manabi.jobs.logs;

import io.manabi.core.ManabiException;
import io.manabi.core.events.JobEvents;
import io.manabi.jobs.Provisioner;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskLog;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of a job: what its tasks have written and told of the training, and what the server
 * tells, merged by time. Not safe for use by several threads at once.
 */
public final class JobLog {
  /** So long nobody is asked again what has become of the job. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final Pattern TASK = Pattern.compile("(master|worker|ps)-(\\d+)");

  private final String name;
  private final Supplier<JobSummary> job;
  private final Provisioner provisioner;
  private final Path logs;
  private final Path jobDir;
  private final Clock clock;
  private @Nullable JobSummary known;
  private long knownNanos;

  /**
   * The log of a job.
   *
   * @param name the full name of the job
   * @param job what has become of it
   * @param provisioner that of its tasks
   * @param logs the folder of its logs
   * @param jobDir its job directory
   * @param clock for now; its zone is that of times that say none
   */
  public JobLog(
      String name,
      Supplier<JobSummary> job,
      Provisioner provisioner,
      Path logs,
      Path jobDir,
      Clock clock) {
    this.name = name;
    this.job = job;
    this.provisioner = provisioner;
    this.logs = logs;
    this.jobDir = jobDir;
    this.clock = clock;
  }

  /**
   * What comes next in the log, by now.
   *
   * @param pageToken up to where it has been read; empty for the begin
   * @param limit how many entries at most
   * @throws ManabiException if the token is none of this log, or a log cannot be read
   */
  public LogPage read(String pageToken, int limit) {
    LogPosition position = LogPosition.parse(name, pageToken);
    // Before the logs: when the job has ended, nothing is added to them.
    JobSummary now = now();
    boolean ended = now.ended().isPresent();
    List<Reader> readers = new ArrayList<>();
    for (LogSource source : sources(now)) {
      readers.add(new Reader(source, position.of(source.name()), ended));
    }
    List<LogPage.Item> items = new ArrayList<>();
    Optional<Reader> next = next(readers);
    while (next.isPresent() && items.size() < limit) {
      LogSource.Found found = next.get().take();
      position = position.with(next.get().source.name(), found.end());
      if (found.entry().isPresent()) {
        items.add(new LogPage.Item(found.entry().get(), position.text(name)));
      }
      next = next(readers);
    }
    return new LogPage(items, position.text(name), ended && next.isEmpty());
  }

  private static Optional<Reader> next(List<Reader> readers) {
    return readers.stream().filter(Reader::hasNext).min(Comparator.comparing(Reader::time));
  }

  private JobSummary now() {
    JobSummary last = known;
    boolean isOld = System.nanoTime() - knownNanos > FRESH.toNanos();
    if (last == null || (last.ended().isEmpty() && isOld)) {
      last = job.get();
      known = last;
      knownNanos = System.nanoTime();
    }
    return last;
  }

  private List<LogSource> sources(JobSummary now) {
    Instant created = now.created();
    List<LogSource> sources = new ArrayList<>();
    sources.add(new StateSource(now));
    sources.add(new ServiceLog(logs, clock).source(created));
    for (Map.Entry<String, TaskLog> each : provisioner.logs(logs).entrySet()) {
      String name = each.getKey();
      Matcher task = TASK.matcher(name);
      // What else has a log is done for the tasks, as to make the environment that they need.
      String told = task.matches() ? task.group(1) + "-replica-" + task.group(2) : LogEntry.SERVICE;
      sources.add(new OutputSource("log-" + name, told, each.getValue(), created, clock));
      if (task.matches()) {
        Path own = jobDir.resolve(JobEvents.fileOf(name));
        sources.add(new EventSource("events-" + name, told, own, created));
        if (task.group(1).equals(Task.Role.MASTER.key())) {
          sources.add(new EventSource("events", told, jobDir.resolve(JobEvents.FILE), created));
        }
      }
    }
    return sources;
  }

  /** Goes through a source. */
  private static final class Reader {
    private final LogSource source;
    private final boolean ended;
    private final Deque<LogSource.Found> found = new ArrayDeque<>();
    private long position;
    private boolean exhausted;

    /** Of one source nothing comes before what is before it there. */
    private Instant latest = Instant.MIN;

    Reader(LogSource source, long position, boolean ended) {
      this.source = source;
      this.position = position;
      this.ended = ended;
    }

    boolean hasNext() {
      if (found.isEmpty() && !exhausted) {
        found.addAll(source.read(position, ended));
        exhausted = found.isEmpty();
      }
      return !exhausted;
    }

    /** When the next was written; what does not belong to the log is left at once. */
    Instant time() {
      Instant time = found.getFirst().entry().map(LogEntry::time).orElse(Instant.MIN);
      return time.isAfter(latest) ? time : latest;
    }

    LogSource.Found take() {
      latest = time();
      LogSource.Found taken = found.removeFirst();
      position = taken.end();
      return taken;
    }
  }
}
