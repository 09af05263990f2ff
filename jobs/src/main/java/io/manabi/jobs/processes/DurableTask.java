package io.manabi.jobs.processes;

import io.manabi.core.ManabiException;
import io.manabi.jobs.ExitStatus;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that goes on without this process. */
final class DurableTask implements LocalTask {
  private static final Logger LOGGER = LoggerFactory.getLogger(DurableTask.class);

  /** Between two looks whether one that is no child of this process still runs. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final int KILLED = 128 + 9;

  private final Task task;
  private final TaskFolder folder;
  private final KeptLog log;
  private final MarkedProcesses processes;
  private final long shell;
  private final CompletableFuture<ExitStatus> end = new CompletableFuture<>();
  private volatile boolean killed;
  private volatile @Nullable String excess;

  private DurableTask(Task task, TaskFolder folder, KeptLog log, long shell) {
    this.task = task;
    this.folder = folder;
    this.log = log;
    this.shell = shell;
    this.processes = new MarkedProcesses(reference(folder));
  }

  /** One that this process has started. */
  static DurableTask started(Task task, TaskFolder folder, KeptLog log, Process shell) {
    DurableTask started = new DurableTask(task, folder, log, shell.pid());
    Object unused = shell.onExit().thenRun(started::conclude);
    started.tendLog();
    return started;
  }

  /** One that another process has started, and that may have ended. */
  static DurableTask adopted(Task task, TaskFolder folder, KeptLog log) {
    // The shell had told its number when it let the program begin.
    DurableTask adopted = new DurableTask(task, folder, log, folder.shellId().orElseThrow());
    if (adopted.processes.contains(adopted.shell)) {
      Thread thread = new Thread(adopted::follow, "adopted-" + task);
      thread.setDaemon(true);
      thread.start();
      adopted.tendLog();
    } else {
      adopted.conclude();
    }
    return adopted;
  }

  /** Only parents are told of an end. */
  private void follow() {
    try {
      while (processes.contains(shell)) {
        Thread.sleep(PAUSE.toMillis());
      }
      conclude();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void tendLog() {
    log.tend();
    if (isAlive()) {
      CompletableFuture.delayedExecutor(KeptLog.PAUSE.toMillis(), TimeUnit.MILLISECONDS)
          .execute(this::tendLog);
    }
  }

  /** The shell has ended: sees what the program has left out, and tells how it has ended. */
  private void conclude() {
    try {
      processes.end(MarkedProcesses.PATIENCE);
      log.end();
      Optional<String> reason = Optional.ofNullable(excess).or(folder::excess);
      OptionalInt code =
          killed || reason.isPresent() ? OptionalInt.of(KILLED) : OptionalInt.empty();
      ExitStatus status = folder.status().orElseGet(() -> new ExitStatus(code, Instant.now()));
      end.complete(new ExitStatus(status.code(), status.at(), reason));
    } catch (RuntimeException e) {
      LOGGER.error("Cannot learn how task {} has ended.", reference(), e);
      end.complete(new ExitStatus(OptionalInt.empty(), Instant.now()));
    }
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public String reference() {
    return reference(folder);
  }

  private static String reference(TaskFolder folder) {
    return folder.path().getFileName().toString();
  }

  @Override
  public CompletableFuture<ExitStatus> end() {
    return end.copy();
  }

  @Override
  public void terminate() {
    if (isAlive()) {
      askToEnd();
      program().ifPresent(ProcessHandle::destroy);
    }
  }

  /**
   * All but the shell, which then tells how the program has ended; and the shell if it does not.
   */
  @Override
  public void kill() {
    if (isAlive()) {
      killed = true;
      askToEnd();
      processes.kill(processes.find(shell), each -> each.pid() == shell);
      Executor later =
          CompletableFuture.delayedExecutor(
              MarkedProcesses.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      later.execute(() -> processes.find(shell).ifPresent(ProcessHandle::destroyForcibly));
    }
  }

  /** Kills it for what it did. */
  void killFor(String what) {
    if (isAlive()) {
      excess = what;
      try {
        folder.tellExcess(what);
      } catch (ManabiException e) {
        LOGGER.warn("Whoever adopts task {} will not know why it was killed.", reference(), e);
      }
      kill();
    }
  }

  private void askToEnd() {
    try {
      folder.askToEnd();
    } catch (IOException e) {
      // It matters only if the program has not begun, and then it is asked or killed next.
      LOGGER.warn("Cannot write into the folder of task {}.", reference(), e);
    }
  }

  @Override
  public TaskLog log() {
    return log.file();
  }

  @Override
  public Optional<ProcessHandle> program() {
    return folder.programId().stream()
        .mapToObj(processes::find)
        .flatMap(Optional::stream)
        .findAny();
  }
}
