package io.manabi.jobs;

import io.manabi.core.ManabiException;
import io.manabi.core.StateMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A job whose tasks run. It succeeds when its master does. It fails when the master or a parameter
 * server ends with another status than 0; the first one to do so is to blame, for the others follow
 * from it. When it has ended, no process of it is left.
 */
public final class RunningJob implements AutoCloseable {
  private static final EnumSet<JobState> ENDED =
      EnumSet.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED);

  private final JobSpec spec;
  private final Map<Task, Process> processes;
  private final JobListener listener;
  private final StateMachine<JobState> state;
  private final Thread shutdownHook = new Thread(this::killAll, "job-shutdown");
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private volatile @Nullable String failure;

  RunningJob(JobSpec spec, Map<Task, Process> processes, JobListener listener) {
    this.spec = spec;
    this.processes = processes;
    this.listener = listener;
    this.state = JobState.machine(spec.id());
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    state.enter(JobState.RUNNING);
    processes.forEach(this::watch);
    Thread watcher = new Thread(this::finish, "job-" + spec.id());
    watcher.setDaemon(true);
    watcher.start();
  }

  private void watch(Task task, Process process) {
    Thread watcher =
        new Thread(() -> exited(task, process.onExit().join().exitValue()), spec.id() + "-" + task);
    watcher.setDaemon(true);
    watcher.start();
  }

  /** The state now. */
  public JobState state() {
    return state.state();
  }

  /** Calls {@code listener} with the old and the new state at each change. */
  public void onChange(BiConsumer<JobState, JobState> changed) {
    state.onChange(changed);
  }

  /** The process ids of the tasks. */
  public Map<Task, Long> processIds() {
    Map<Task, Long> ids = new java.util.LinkedHashMap<>();
    processes.forEach((task, process) -> ids.put(task, process.pid()));
    return ids;
  }

  /**
   * Waits for the end.
   *
   * @param limit how long to wait
   * @return the state then, which is no final one if the time ran out
   * @throws ManabiException if the job failed; the message names the task to blame and its log
   * @throws InterruptedException if the thread is interrupted
   */
  public JobState await(Duration limit) throws InterruptedException {
    JobState end = state.await(ENDED, limit);
    String reason = failure;
    if (end == JobState.FAILED && reason != null) {
      throw ManabiException.resources(reason);
    }
    return end;
  }

  /** Asks the tasks to end, and then makes them; returns at once. */
  public void cancel() {
    if (state.tryEnter(JobState.CANCELLING)) {
      over.complete(null);
    }
  }

  /** Ends the job if it has not ended, and waits until no process is left. */
  @Override
  public void close() {
    cancel();
    try {
      state.await(ENDED, spec.grace().multipliedBy(3));
    } catch (InterruptedException e) {
      killAll();
      Thread.currentThread().interrupt();
    }
  }

  private void exited(Task task, int status) {
    if (over.isDone()) {
      return;
    }
    if (status == 0) {
      if (task.role() == Task.Role.MASTER) {
        over.complete(null);
      }
    } else if (task.role() == Task.Role.WORKER) {
      listener.workerLost(describe(task, status) + " The job goes on without it.");
    } else {
      synchronized (over) {
        if (failure == null) {
          failure = describe(task, status);
        }
      }
      over.complete(null);
    }
  }

  /** Waits until the outcome is clear, and then sees every process out. */
  private void finish() {
    try {
      over.join();
      boolean well = failure == null && state.state() == JobState.RUNNING;
      if (well) {
        awaitExit(processes.values().stream().toList());
      }
      processes.values().forEach(Process::destroy);
      awaitExit(processes.values().stream().toList());
    } finally {
      killAll();
      removeShutdownHook();
      JobState end = failure == null ? JobState.SUCCEEDED : JobState.FAILED;
      if (!state.tryEnter(JobState.CANCELLED)) {
        state.enter(end);
      }
    }
  }

  private void awaitExit(List<Process> tasks) {
    CompletableFuture<?>[] exits =
        tasks.stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(exits).get(spec.grace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Whoever is left is told again, more firmly.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void killAll() {
    processes.values().forEach(Process::destroyForcibly);
    processes.values().forEach(process -> process.onExit().join());
  }

  private void removeShutdownHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The process is ending already; the hook runs or has run.
    }
  }

  private String describe(Task task, int status) {
    String end =
        status > 128 ? "was killed (signal " + (status - 128) + ")" : "ended with status " + status;
    String last = status > 128 ? "" : lastLine(spec.log(task));
    return "Task "
        + task
        + " "
        + end
        + (last.isEmpty() ? "" : ": " + last)
        + " Its log is "
        + spec.log(task)
        + ".";
  }

  private static String lastLine(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
