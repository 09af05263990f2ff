package io.manabi.control.servers;

import io.manabi.core.ManabiException;
import io.manabi.jobs.ExitStatus;
import io.manabi.jobs.Provisioner;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskHandle;
import io.manabi.jobs.TaskSpec;
import io.manabi.jobs.TaskTerms;
import io.manabi.jobs.TfConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one prediction server running: starts it again when it has ended, at first soon, and later
 * and later if it ends again at once.
 */
final class ServerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final long FIRST_WAIT_MILLIS = 500;
  private static final long LONGEST_WAIT_MILLIS = 30_000;

  /** Whoever has run that long did not end because of how it was started. */
  private static final long LONG_NANOS = Duration.ofMinutes(1).toNanos();

  private final Provisioner provisioner;
  private final Task task;
  private final Path log;
  private final Function<String, List<String>> command;
  private final TaskTerms terms;
  private final ScheduledExecutorService timer;
  private final Runnable changed;
  private @Nullable TaskHandle running;
  private Optional<String> address = Optional.empty();
  private int ends;
  private int shortRuns;
  private boolean ending;

  /**
   * One that is not started yet.
   *
   * @param log where its output goes
   * @param command its command line for an address
   * @param terms what it is given
   * @param timer where it is started again
   * @param changed hears when it has another address, or none
   */
  ServerProcess(
      Provisioner provisioner,
      Task task,
      Path log,
      Function<String, List<String>> command,
      TaskTerms terms,
      ScheduledExecutorService timer,
      Runnable changed) {
    this.provisioner = provisioner;
    this.task = task;
    this.log = log;
    this.command = command;
    this.terms = terms;
    this.timer = timer;
    this.changed = changed;
  }

  /** Where it listens, or will soon; empty while it does not run. */
  synchronized Optional<String> address() {
    return address;
  }

  /** What it writes. */
  Path log() {
    return log;
  }

  /** How often it has ended. */
  synchronized int ends() {
    return ends;
  }

  /** Starts it, and keeps it running from now on. */
  void start() {
    synchronized (this) {
      if (ending || running != null) {
        return;
      }
      String reference = provisioner.newReference(task);
      try {
        // Its own cluster of one: another one of that role has another address.
        TfConfig addresses = provisioner.addresses(List.of(task));
        String free = addresses.cluster().values().iterator().next().get(0);
        TaskHandle started =
            provisioner.start(
                new TaskSpec(task, command.apply(free), addresses, log, terms), reference);
        long since = System.nanoTime();
        running = started;
        address = Optional.of(free);
        Object unused = started.end().thenAccept(status -> ended(started, status, since));
        LOG.info("Prediction server {} starts on {}; its log is {}", task.index(), free, log);
      } catch (ManabiException e) {
        LOG.error("Prediction server {}: {}", task.index(), e.getMessage());
        startLater();
        return;
      }
    }
    changed.run();
  }

  private void ended(TaskHandle task, ExitStatus status, long since) {
    provisioner.forget(task.reference());
    synchronized (this) {
      running = null;
      address = Optional.empty();
      ends++;
      shortRuns = System.nanoTime() - since < LONG_NANOS ? shortRuns + 1 : 1;
      if (!ending) {
        LOG.warn(
            "Prediction server {} has ended with status {}; it is started again, see {}",
            task.task().index(),
            status.code().isPresent() ? status.code().getAsInt() : "unknown",
            log);
        startLater();
      }
    }
    changed.run();
  }

  private void startLater() {
    long wait =
        Math.min(
            LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(10, Math.max(0, shortRuns - 1)));
    Object unused = timer.schedule(this::start, wait, TimeUnit.MILLISECONDS);
  }

  /** Asks it to end, and starts it no more; done when it has ended. */
  synchronized CompletableFuture<?> end() {
    ending = true;
    if (running == null) {
      return CompletableFuture.completedFuture(null);
    }
    running.terminate();
    return running.end();
  }

  /** Ends it whether it wants to or not. */
  synchronized void kill() {
    if (running != null) {
      running.kill();
    }
  }
}
