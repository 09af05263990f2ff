package io.manabi.jobs;

import io.manabi.core.ManabiException;
import io.manabi.core.net.PeerWatch;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The processes of a job that share one {@code TF_CONFIG}. They end together: once they have been
 * told to, none is started any more.
 */
final class ProcessSet {
  private final JobSpec spec;
  private final TfConfig config;
  private final Consumer<TaskProcess> ended;
  private final Map<Task, TaskProcess> processes = new LinkedHashMap<>();
  private boolean ending;

  /** No process yet; {@code ended} will be told of each that ends. */
  ProcessSet(JobSpec spec, TfConfig config, Consumer<TaskProcess> ended) {
    this.spec = spec;
    this.config = config;
    this.ended = ended;
  }

  /**
   * Starts every task, or none.
   *
   * @throws ManabiException if one cannot be started; then none is left
   */
  void startAll() {
    try {
      spec.tasks().forEach(this::start);
    } catch (ManabiException e) {
      end(Duration.ZERO);
      throw e;
    }
  }

  /** Starts a task, again if it has ended; not once the set is ending. */
  @SuppressWarnings("FutureReturnValueIgnored") // Who is told only takes note, which cannot fail.
  synchronized void start(Task task) {
    if (!ending) {
      TaskProcess process = TaskProcess.start(spec, task, config);
      processes.put(task, process);
      PeerWatch<TaskProcess> watch = watch(process);
      process
          .onExit()
          .thenRun(
              () -> {
                watch.close();
                ended.accept(process);
              });
    }
  }

  /** Kills the process if it hangs: its end is then told as any other. */
  private PeerWatch<TaskProcess> watch(TaskProcess process) {
    Duration silence = spec.restarts().silence();
    return PeerWatch.start(
        Map.of(process, config.address(process.task())),
        silence,
        silent -> silent.killSilent(silence));
  }

  /** Whether this is the process that now plays the part of its task. */
  synchronized boolean contains(TaskProcess process) {
    return processes.get(process.task()) == process;
  }

  /** The process ids of the tasks. */
  synchronized Map<Task, Long> ids() {
    Map<Task, Long> ids = new LinkedHashMap<>();
    processes.forEach((task, process) -> ids.put(task, process.pid()));
    return ids;
  }

  /** Whether the job is already decided: its master or a parameter server has ended. */
  synchronized boolean isDecided() {
    return processes.values().stream()
        .anyMatch(process -> process.task().role() != Task.Role.WORKER && !process.isAlive());
  }

  /** Whether the master has ended well. */
  synchronized boolean isDone() {
    return processes.values().stream()
        .anyMatch(
            process ->
                process.task().role() == Task.Role.MASTER
                    && !process.isAlive()
                    && process.status() == 0);
  }

  /** Asks every process to end, and starts no other. */
  synchronized void terminate() {
    ending = true;
    processes.values().forEach(TaskProcess::terminate);
  }

  /** Sees every process out: asks it to end, and kills it if it has not within the grace. */
  void end(Duration grace) {
    terminate();
    if (!awaitExits(grace)) {
      current().forEach(TaskProcess::kill);
      awaitExits(spec.grace());
    }
  }

  /** Waits for every process to end; returns whether they have within the limit. */
  boolean awaitExits(Duration limit) {
    try {
      CompletableFuture.allOf(
              current().stream().map(TaskProcess::onExit).toArray(CompletableFuture<?>[]::new))
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private synchronized Collection<TaskProcess> current() {
    return List.copyOf(processes.values());
  }
}
