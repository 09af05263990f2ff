package io.manabi.control.jobs;

import io.manabi.core.ManabiException;
import io.manabi.jobs.JobState;
import io.manabi.jobs.Provisioner;
import io.manabi.store.Database;
import io.manabi.store.Leadership;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final Set<JobState> OPEN =
      EnumSet.of(JobState.QUEUED, STARTED.toArray(JobState[]::new));

  private final Database database;
  private final TrainingCommand commands;
  private final JobQueue queue;
  private final Provisioner provisioner;
  private final Clock clock;
  private final Map<JobName, WatchedJob> watched = new ConcurrentHashMap<>();
  private final Leadership leadership;
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
    this.leadership = Leadership.of(database, "jobs", this::wake);
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
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
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

  private void look() throws InterruptedException {
    if (!leadership.isOurs()) {
      leaveAll();
      return;
    }
    List<JobRow> rows = database.inTransaction(handle -> JobTable.in(handle, OPEN));
    for (JobRow row : rows) {
      if (row.state() == JobState.CANCELLING) {
        watch(row.name()).ifPresent(WatchedJob::cancel);
      } else if (STARTED.contains(row.state())) {
        Object unused = watch(row.name());
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
    return new JobQueue.Entry(
        row.name(), row.priority(), row.times().created(), commands.demandOfAccepted(row.input()));
  }

  /**
   * Has a job watched over that has been started. It is asked for again if nobody does, for it may
   * have ended since it was read.
   */
  private Optional<WatchedJob> watch(JobName name) {
    return Optional.ofNullable(
        watched.computeIfAbsent(
            name,
            absent -> {
              JobRow now =
                  database.inTransaction(handle -> JobTable.find(handle, name)).orElseThrow();
              return STARTED.contains(now.state()) ? begin(now) : null;
            }));
  }

  private WatchedJob begin(JobRow row) {
    WatchedJob job =
        new WatchedJob(
            row,
            new JobKeeper(database, leadership, row.name()),
            commands,
            provisioner,
            clock,
            () -> forget(row.name()));
    job.begin();
    return job;
  }

  private void forget(JobName name) {
    watched.remove(name);
    wake();
  }

  private void prepare(JobName name) {
    new JobKeeper(database, leadership, name)
        .change(row -> row.state() == JobState.QUEUED ? row.in(JobState.PREPARING) : row);
    Object unused = watch(name);
  }

  private void failIfItWaitsTooLong(JobRow row) {
    Duration most =
        TrainingCommand.mostWaitTime(row.input()).orElse(ChronoUnit.FOREVER.getDuration());
    if (Duration.between(row.times().created(), clock.instant()).compareTo(most) <= 0) {
      return;
    }
    String reason = "The job waited for longer than its maxWaitTime of " + most.toSeconds() + " s.";
    new JobKeeper(database, leadership, row.name())
        .change(
            now ->
                now.state() == JobState.QUEUED
                    ? now.ended(JobState.FAILED, clock.instant(), reason)
                    : now);
  }

  private void leaveAll() throws InterruptedException {
    for (WatchedJob job : List.copyOf(watched.values())) {
      job.leave();
    }
  }

  /** Leaves the jobs that run to whoever comes next. */
  @Override
  public void close() {
    closed = true;
    wake();
    try {
      thread.join();
      leaveAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leadership.close();
  }
}
