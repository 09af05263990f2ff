package io.manabi.jobs;

import io.manabi.core.ManabiException;
import io.manabi.core.StateMachine;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final JobListener listener;
  private final StateMachine<JobState> state;
  private final List<TaskProcess> tasks = new CopyOnWriteArrayList<>();
  private final Thread shutdownHook = new Thread(this::killAll, "job-shutdown");

  /** Complete once it is clear how the job ends: with the task to blame if there is one. */
  private final CompletableFuture<Optional<TaskProcess>> outcome = new CompletableFuture<>();

  private volatile @Nullable String failure;

  RunningJob(JobSpec spec, JobListener listener) {
    this.spec = spec;
    this.listener = listener;
    this.state = JobState.machine(spec.id());
  }

  /** Starts every task, or none. */
  void start(TfConfig config) {
    // Before the first process is there, so that none is missed.
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    try {
      for (Task task : spec.tasks()) {
        tasks.add(TaskProcess.start(spec, task, config));
      }
    } catch (ManabiException e) {
      killAll();
      removeShutdownHook();
      state.enter(JobState.FAILED);
      throw e;
    }
    state.enter(JobState.RUNNING);
    tasks.forEach(task -> inBackground(task.task().toString(), () -> watch(task)));
    inBackground("end", this::finish);
  }

  private void inBackground(String name, Runnable work) {
    Thread thread = new Thread(work, "job-" + spec.id() + "-" + name);
    thread.setDaemon(true);
    thread.start();
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
    Map<Task, Long> ids = new LinkedHashMap<>();
    tasks.forEach(task -> ids.put(task.task(), task.pid()));
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
      outcome.complete(Optional.empty());
      tasks.forEach(TaskProcess::terminate);
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

  private void watch(TaskProcess process) {
    int status;
    try {
      status = process.awaitExit();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    Task.Role role = process.task().role();
    if (status != 0 && role != Task.Role.WORKER) {
      outcome.complete(Optional.of(process));
    } else if (status == 0 && role == Task.Role.MASTER) {
      outcome.complete(Optional.empty());
    } else if (status != 0 && !outcome.isDone()) {
      listener.workerLost(process.describeEnd() + "; the job goes on without it.");
    }
  }

  /** Waits until the outcome is clear, and then sees every process out. */
  private void finish() {
    Optional<TaskProcess> culprit = outcome.join();
    try {
      if (culprit.isPresent()) {
        failure = culprit.get().describeEnd() + ".";
      } else {
        awaitExits();
      }
      tasks.forEach(TaskProcess::terminate);
      awaitExits();
    } finally {
      killAll();
      removeShutdownHook();
      if (!state.tryEnter(JobState.CANCELLED)) {
        state.enter(culprit.isPresent() ? JobState.FAILED : JobState.SUCCEEDED);
      }
    }
  }

  /** Waits for every process to end, but not longer than the grace. */
  private void awaitExits() {
    try {
      allExits().get(spec.grace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Whoever is left is told again, more firmly.
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void killAll() {
    tasks.forEach(TaskProcess::kill);
    allExits().join();
  }

  private CompletableFuture<Void> allExits() {
    return CompletableFuture.allOf(
        tasks.stream().map(TaskProcess::onExit).toArray(CompletableFuture<?>[]::new));
  }

  private void removeShutdownHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The process is ending already; the hook runs or has run.
    }
  }
}
