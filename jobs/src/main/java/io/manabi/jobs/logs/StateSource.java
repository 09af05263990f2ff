package io.manabi.jobs.logs;

import io.manabi.core.events.Severity;
import io.manabi.jobs.JobState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has become of a job, as it is kept with the job: nothing of it can be lost or told twice.
 */
final class StateSource implements LogSource {
  private final JobSummary job;

  StateSource(JobSummary job) {
    this.job = job;
  }

  @Override
  public String name() {
    return "state";
  }

  @Override
  public List<Found> read(long position, boolean ended) {
    List<LogEntry> all = new ArrayList<>();
    String waits = "The job was created and waits for its turn.";
    all.add(LogEntry.ofService(job.created(), Severity.INFO, waits));
    String started = "All tasks of the job have been started.";
    job.started().ifPresent(at -> all.add(LogEntry.ofService(at, Severity.INFO, started)));
    job.ended().ifPresent(at -> all.add(end(at)));
    List<Found> found = new ArrayList<>();
    for (int i = (int) Math.min(position, all.size()); i < all.size(); i++) {
      found.add(new Found(Optional.of(all.get(i)), i + 1));
    }
    return found;
  }

  private LogEntry end(Instant time) {
    return LogEntry.ofService(
        time,
        job.state() == JobState.FAILED ? Severity.ERROR : Severity.INFO,
        "The job has ended as " + job.state() + job.error().map(why -> ": " + why).orElse("."));
  }
}
