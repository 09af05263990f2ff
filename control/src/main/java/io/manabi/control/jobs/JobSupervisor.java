package io.manabi.control.jobs;

import io.manabi.core.ManabiException;
import io.manabi.jobs.JobState;
import io.manabi.jobs.Provisioner;
import io.manabi.store.Database;
import io.manabi.store.LeaderElection;
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

  /** Those of jobs that have not ended. */
  static final Set<JobState> OPEN = EnumSet.of(JobState.QUEUED, STARTED.toArray(JobState[]::new));

  private final Database database;
  private final TrainingCommand commands;
  private final JobQueue queue;
  private final Provisioner provisioner;
  private final String place;
  private final Clock clock;
  private final Map<JobName, WatchedJob> watched = new ConcurrentHashMap<>();

  /** Of who starts jobs. */
  private final Leadership leadership;

  /** Of who watches over jobs whose tasks run in this place. */
  private final Leadership ofPlace;

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
    this.place = provisioner.place();
    this.leadership = Leadership.of(database, "jobs", this::wake);
    this.ofPlace = Leadership.of(database, nameOf(place), this::wake);
    thread.setDaemon(true);
  }

  private static String nameOf(String place) {
    return "jobs on " + place;
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
    List<JobRow> rows = database.inTransaction(handle -> JobTable.in(handle, OPEN));
    if (ofPlace.isOurs()) {
      rows.stream().filter(row -> STARTED.contains(row.state()) && isHere(row)).forEach(this::goOn);
    } else {
      leaveAll();
    }
    if (leadership.isOurs()) {
      lead(rows);
    }
  }

  private void goOn(JobRow row) {
    Optional<WatchedJob> job = watch(row.name());
    if (row.state() == JobState.CANCELLING) {
      job.ifPresent(WatchedJob::cancel);
    }
  }

  /** Whether its tasks can be found here. Only servers of a shared database are in many places. */
  private boolean isHere(JobRow row) {
    return !database.isShared() || row.place().equals(place);
  }

  /** Starts those whose turn it is here, and sees to those whose place has no server any more. */
  private void lead(List<JobRow> rows) {
    for (JobRow row : rows) {
      if (row.state() == JobState.QUEUED) {
        failIfItWaitsTooLong(row);
      } else if (row.place().isEmpty() && database.isShared()) {
        take(row);
      } else if (!isHere(row) && !LeaderElection.isLed(database, nameOf(row.place()))) {
        tellThatItsServerIsLost(row);
      }
    }
    Instant now = clock.instant();
    List<JobQueue.Entry> waiting =
        rows.stream().filter(row -> row.state() == JobState.QUEUED).map(this::entry).toList();
    List<JobQueue.Entry> running =
        rows.stream()
            .filter(row -> STARTED.contains(row.state()) && isHere(row))
            .map(this::entry)
            .toList();
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
            new JobKeeper(database, ofPlace, row.name()),
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
        .change(row -> row.state() == JobState.QUEUED ? row.in(JobState.PREPARING).at(place) : row);
    if (ofPlace.isOurs()) {
      Object unused = watch(name);
    }
  }

  /** Has a job ended here that is to end before it was told where to start. */
  private void take(JobRow row) {
    new JobKeeper(database, leadership, row.name())
        .change(
            now -> STARTED.contains(now.state()) && now.place().isEmpty() ? now.at(place) : now);
    wake();
  }

  /** Its tasks may run; to start them a second time would be wrong. */
  private void tellThatItsServerIsLost(JobRow row) {
    String reason =
        "The tasks of this job are on "
            + row.place()
            + ", which has no server any more, so nobody knows how they are; start one there, or"
            + " cancel the job with force=true when they have certainly ended.";
    new JobKeeper(database, leadership, row.name())
        .change(now -> now.state().isFinal() ? now : now.in(now.state(), reason));
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
    ofPlace.close();
    leadership.close();
  }
}
