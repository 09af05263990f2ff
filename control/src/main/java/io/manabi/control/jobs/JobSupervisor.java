package io.manabi.control.jobs;

import io.manabi.control.messages.ApiFailure;
import io.manabi.core.ManabiException;
import io.manabi.jobs.JobState;
import io.manabi.jobs.Provisioner;
import io.manabi.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees jobs to their end: starts those whose turn it is, goes on with those that a server before
 * has started, and ends those that are to be. What it does is in the database before it is done, so
 * that whoever comes after it knows. One at a time does this for a database.
 */
final class JobSupervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobSupervisor.class);

  /** So often it looks although nobody has said that there is something to do. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final Set<JobState> STARTED =
      EnumSet.of(JobState.PREPARING, JobState.RUNNING, JobState.CANCELLING);

  private final Database database;
  private final TrainingCommand commands;
  private final JobQueue queue;
  private final Provisioner provisioner;
  private final Clock clock;
  private final Map<JobName, WatchedJob> watched = new ConcurrentHashMap<>();
  private final Semaphore toDo = new Semaphore(0);
  private final Thread thread = new Thread(this::work, "job-supervisor");
  private volatile boolean closed;

  JobSupervisor(
      Database database,
      TrainingCommand commands,
      JobQueue queue,
      Provisioner provisioner,
      Clock clock) {
    this.database = database;
    this.commands = commands;
    this.queue = queue;
    this.provisioner = provisioner;
    this.clock = clock;
    thread.setDaemon(true);
  }

  /** Goes on with what there is, and waits for more. */
  void start() {
    thread.start();
    wake();
  }

  /** There is something to start or to end. */
  void wake() {
    toDo.release();
  }

  private void work() {
    while (!closed) {
      try {
        look();
      } catch (ManabiException e) {
        LOG.error("Jobs have to wait: {}", e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("Jobs have to wait", e);
      }
      try {
        Object unused = toDo.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        toDo.drainPermits();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look() {
    Set<JobState> open = EnumSet.copyOf(STARTED);
    open.add(JobState.QUEUED);
    List<JobRow> rows = database.inTransaction(handle -> JobTable.in(handle, open));
    for (JobRow row : rows) {
      if (row.state() == JobState.CANCELLING) {
        watch(row).cancel();
      } else if (STARTED.contains(row.state())) {
        Object unused = watch(row);
      } else {
        failIfItWaitsTooLong(row);
      }
    }
    Instant now = clock.instant();
    List<JobQueue.Entry> waiting =
        rows.stream().filter(row -> row.state() == JobState.QUEUED).map(this::entry).toList();
    List<JobQueue.Entry> running =
        rows.stream().filter(row -> STARTED.contains(row.state())).map(this::entry).toList();
    for (JobName next : queue.next(waiting, running, now)) {
      prepare(next);
    }
  }

  private JobQueue.Entry entry(JobRow row) {
    return new JobQueue.Entry(row.name(), row.priority(), row.times().created(), demand(row));
  }

  /** What a job takes; nothing if the server no longer has what it asks for. */
  private Demand demand(JobRow row) {
    try {
      return commands.demand(row.input());
    } catch (ApiFailure e) {
      return new Demand(1, 0, 0);
    }
  }

  private WatchedJob watch(JobRow row) {
    return watched.computeIfAbsent(
        row.name(),
        name -> {
          WatchedJob job =
              new WatchedJob(row, database, commands, provisioner, clock, () -> forget(name));
          job.begin();
          return job;
        });
  }

  private void forget(JobName name) {
    watched.remove(name);
    wake();
  }

  private void prepare(JobName name) {
    boolean isNext =
        database.inTransaction(
            handle -> {
              JobRow row = JobTable.lock(handle, name).orElseThrow();
              if (row.state() != JobState.QUEUED) {
                return false;
              }
              JobTable.update(handle, row.in(JobState.PREPARING));
              return true;
            });
    if (isNext) {
      Object unused =
          watch(database.inTransaction(handle -> JobTable.find(handle, name)).orElseThrow());
    }
  }

  private void failIfItWaitsTooLong(JobRow row) {
    Duration most =
        TrainingCommand.mostWaitTime(row.input()).orElse(ChronoUnit.FOREVER.getDuration());
    if (Duration.between(row.times().created(), clock.instant()).compareTo(most) <= 0) {
      return;
    }
    Object unused =
        database.inTransaction(
            handle -> {
              JobRow now = JobTable.lock(handle, row.name()).orElseThrow();
              if (now.state() == JobState.QUEUED) {
                JobTable.update(
                    handle,
                    now.ended(
                        JobState.FAILED,
                        clock.instant(),
                        "The job waited for longer than its maxWaitTime of "
                            + most.toSeconds()
                            + " s."));
              }
              return now;
            });
  }

  /** Leaves the jobs that run to whoever comes next. */
  @Override
  public void close() {
    closed = true;
    wake();
    try {
      thread.join();
      for (WatchedJob job : List.copyOf(watched.values())) {
        job.leave();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
