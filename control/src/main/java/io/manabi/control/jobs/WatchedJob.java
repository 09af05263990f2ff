package io.manabi.control.jobs;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.programs.PythonEnvironment;
import io.manabi.core.ManabiException;
import io.manabi.core.events.Severity;
import io.manabi.jobs.JobListener;
import io.manabi.jobs.JobProgress;
import io.manabi.jobs.JobState;
import io.manabi.jobs.Provisioner;
import io.manabi.jobs.RunningJob;
import io.manabi.jobs.logs.ServiceLog;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job whose tasks run, or are about to, and the thread that waits for its end. */
final class WatchedJob {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedJob.class);

  /** Nothing happens to a job that may run as long as it wants. */
  private static final Duration LONG = Duration.ofDays(10_000);

  /** So often it sees whether it is to leave the job. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private static final Duration LEAVING = Duration.ofSeconds(10);

  private final JobRow row;
  private final JobKeeper keeper;
  private final TrainingCommand commands;
  private final Provisioner provisioner;
  private final Clock clock;
  private final ServiceLog log;
  private final Runnable ended;
  private final Thread thread;
  private volatile boolean left;
  private boolean cancelled;
  private volatile @Nullable RunningJob running;

  /**
   * A job that has been told to start, perhaps by a server before this one.
   *
   * @param ended told when there is nothing more to watch
   */
  WatchedJob(
      JobRow row,
      JobKeeper keeper,
      TrainingCommand commands,
      Provisioner provisioner,
      Clock clock,
      Runnable ended) {
    this.row = row;
    this.keeper = keeper;
    this.commands = commands;
    this.provisioner = provisioner;
    this.clock = clock;
    this.log = new ServiceLog(commands.logs(row.name()), clock);
    this.ended = ended;
    this.thread = new Thread(this::watch, "watch-" + row.name().id());
    thread.setDaemon(true);
  }

  void begin() {
    thread.start();
  }

  /** Asks for its end. */
  synchronized void cancel() {
    cancelled = true;
    if (running != null) {
      running.cancel();
    }
  }

  /** Lets its tasks go on for whoever comes next. */
  void leave() throws InterruptedException {
    RunningJob job;
    synchronized (this) {
      left = true;
      job = running;
    }
    if (job != null) {
      job.leave();
    }
    // No interrupt: H2 closes its file when one comes. The thread may also wait for the database
    // before it starts tasks, which it must not do without that.
    thread.join(LEAVING.toMillis());
  }

  private void watch() {
    try {
      end();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } catch (RuntimeException e) {
      LOG.error("Nobody watches over job {} any more", row.name(), e);
    } finally {
      ended.run();
    }
  }

  private void end() throws InterruptedException {
    JobState end;
    String error = "";
    try {
      end = run();
    } catch (ManabiException | ApiFailure e) {
      end = JobState.FAILED;
      error = String.valueOf(e.getMessage());
    }
    if (end.isFinal()) {
      finish(end, error);
    } else {
      LOG.info("Job {} is left to the server that comes next", row.name());
    }
  }

  /** Sees the job to its end; what is returned is no end if it was left. */
  private JobState run() throws InterruptedException {
    if (row.state() == JobState.CANCELLING && row.progress().isEmpty()) {
      return JobState.CANCELLED; // It had never been started.
    }
    RunningJob job;
    if (row.progress().isPresent()) {
      log.say(
          Severity.INFO, "A server that was started after the one before goes on with the job.");
      job = RunningJob.resume(row.progress().get(), provisioner, new Keeper());
    } else {
      Plan plan = commands.plan(row);
      if (plan.environment().isPresent()
          && !isMade(plan.environment().get(), plan.spec().logDirectory())) {
        return left ? row.state() : JobState.CANCELLED;
      }
      job = RunningJob.start(plan.spec(), provisioner, new Keeper());
    }
    synchronized (this) {
      running = job;
      if (cancelled) {
        job.cancel();
      }
    }
    Instant started = row.times().started().orElseGet(clock::instant);
    change(
        now ->
            now.state() == JobState.PREPARING
                ? now.in(JobState.RUNNING).startedAt(started)
                // What was said while nobody watched over it is no longer so.
                : now.state() == JobState.RUNNING ? now.in(JobState.RUNNING, "") : now);
    Optional<Duration> most = TrainingCommand.mostRunningTime(row.input());
    if (most.isEmpty()) {
      return await(job, LONG);
    }
    JobState end = await(job, most.get().minus(Duration.between(started, clock.instant())));
    return end.isFinal() || left ? end : endForItsTime(job, most.get());
  }

  private JobState endForItsTime(RunningJob job, Duration most) throws InterruptedException {
    String reason = "The job ran for longer than its maxRunningTime of " + most.toSeconds() + " s.";
    change(now -> now.state() == JobState.RUNNING ? now.in(JobState.CANCELLING, reason) : now);
    job.cancel();
    return await(job, LONG);
  }

  private JobState await(RunningJob job, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + Math.min(limit.toNanos(), Long.MAX_VALUE / 2);
    JobState state = job.state();
    while (!left && !state.isFinal() && end - System.nanoTime() > 0) {
      long rest = Math.min(LOOK.toNanos(), end - System.nanoTime());
      state = job.await(Duration.ofNanos(Math.max(1, rest)));
    }
    return state.isFinal() ? job.await(LOOK) : state;
  }

  /** Makes the environment; what is returned is false if the job is left or cancelled before. */
  private boolean isMade(PythonEnvironment environment, Path logs) throws InterruptedException {
    EnvironmentTask task = EnvironmentTask.start(row.name().id(), environment, logs, provisioner);
    while (!task.await(LOOK)) {
      if (left) {
        return false;
      }
      if (isCancelled()) {
        task.kill();
        return false;
      }
    }
    return !left;
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  private void finish(JobState end, String error) {
    change(
        now ->
            now.state().isFinal()
                ? now
                : now.ended(end, clock.instant(), error.isEmpty() ? now.error() : error));
    RunningJob job = running;
    if (job != null) {
      // Only now, for until then somebody else may have to ask how they ended.
      job.tasks().values().forEach(task -> provisioner.forget(task.reference()));
    }
  }

  /**
   * Keeps a change, however long the database is away, unless the job is left: then whoever comes
   * next finds out the same.
   */
  private void change(UnaryOperator<JobRow> change) {
    while (!left && !isKept(change)) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private boolean isKept(UnaryOperator<JobRow> change) {
    try {
      keeper.change(change);
      return true;
    } catch (ManabiException e) {
      LOG.error("Job {} has to wait: {}", row.name(), e.getMessage());
      return false;
    }
  }

  /** Keeps what there is to know of its tasks before they are started. */
  private final class Keeper implements JobListener {
    @Override
    public void restarting(String message) {
      LOG.warn("Job {}: {}", row.name(), message);
      log.say(Severity.WARNING, message);
    }

    /** Until it is kept, however long that takes, no task is started, not even if it is left. */
    @Override
    public void progressed(JobProgress progress) {
      while (!isKept(now -> now.with(progress))) {
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
  }
}
