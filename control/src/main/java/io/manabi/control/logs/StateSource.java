package io.manabi.control.logs;

import io.manabi.control.messages.Job;
import io.manabi.core.events.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a job, as it is kept with the job: nothing of it can be lost or told twice.
 */
final class StateSource implements LogSource {
  private final Job job;

  StateSource(Job job) {
    this.job = job;
  }

  @Override
  public String name() {
    return "state";
  }

  @Override
  public List<Found> read(long position, boolean ended) {
    List<LogEntry> all = new ArrayList<>();
    add(all, job.createTime(), Severity.INFO, "The job was created and waits for its turn.");
    add(all, job.startTime(), Severity.INFO, "All tasks of the job have been started.");
    add(
        all,
        job.endTime(),
        "FAILED".equals(job.state()) ? Severity.ERROR : Severity.INFO,
        "The job has ended as "
            + job.state()
            + (job.errorMessage() == null ? "." : ": " + job.errorMessage()));
    List<Found> found = new ArrayList<>();
    for (int i = (int) Math.min(position, all.size()); i < all.size(); i++) {
      found.add(new Found(Optional.of(all.get(i)), i + 1));
    }
    return found;
  }

  private static void add(
      List<LogEntry> all, @Nullable String time, Severity severity, String text) {
    if (time != null) {
      all.add(LogEntry.ofService(Instant.parse(time), severity, text));
    }
  }
}
