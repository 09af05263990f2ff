package io.manabi.jobs;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of a job that share one {@code TF_CONFIG}. They end together: once they have been told
 * to, none is started any more.
 */
final class TaskSet {
  private static final Logger LOGGER = LoggerFactory.getLogger(TaskSet.class);

  /** How long a task that is killed may take to be gone, on a machine that is busy. */
  static final Duration AFTER_KILL = Duration.ofSeconds(10);

  /** Who looks after the tasks. */
  interface Owner {
    /** Tasks will be started under these references, together with those that run. */
    void starting(TfConfig addresses, Map<Task, String> references);

    /** A task has ended. */
    void ended(TaskRun run);
  }

  private final JobSpec spec;
  private final TfConfig addresses;
  private final Provisioner provisioner;
  private final Owner owner;
  private final Map<Task, String> references = new LinkedHashMap<>();
  private final Map<Task, TaskRun> runs = new LinkedHashMap<>();
  private boolean ending;

  /** No task yet. */
  TaskSet(JobSpec spec, TfConfig addresses, Provisioner provisioner, Owner owner) {
    this.spec = spec;
    this.addresses = addresses;
    this.provisioner = provisioner;
    this.owner = owner;
  }

  /**
   * Starts every task, or none.
   *
   * @throws ManabiException if one cannot be started; then none is left
   */
  void startAll() {
    try {
      start(spec.tasks());
    } catch (ManabiException e) {
      end(Duration.ZERO);
      throw e;
    }
  }

  /**
   * Starts a task, again if it has ended; not once the set is ending.
   *
   * @throws ManabiException if it cannot be started; the others go on
   */
  void start(Task task) {
    start(List.of(task));
  }

  private void start(List<Task> tasks) {
    Map<Task, String> all;
    List<String> former = new ArrayList<>();
    synchronized (this) {
      for (Task task : tasks) {
        Optional.ofNullable(references.put(task, provisioner.newReference(task)))
            .ifPresent(former::add);
      }
      all = Map.copyOf(references);
    }
    owner.starting(addresses, all);
    former.forEach(this::forget);
    tasks.forEach(this::startOne);
  }

  private synchronized void startOne(Task task) {
    if (!ending) {
      TaskSpec started =
          new TaskSpec(task, spec.command(), addresses, spec.log(task), spec.terms());
      add(TaskRun.started(provisioner.start(started, requireNonNull(references.get(task)))));
    }
  }

  /**
   * Takes over the tasks of a set that another process has started, in the order in which they
   * ended if they have, and starts those that it has not come to start.
   *
   * @throws ManabiException if they cannot be looked for, and then they are left as they are; or if
   *     one cannot be started, and then none is left
   */
  void adopt(Map<Task, String> kept) {
    List<TaskRun> found = new ArrayList<>();
    List<Task> missing = new ArrayList<>();
    for (Task task : spec.tasks()) {
      Optional<TaskHandle> handle = Optional.ofNullable(kept.get(task)).flatMap(provisioner::adopt);
      handle.ifPresentOrElse(each -> found.add(TaskRun.adopted(each)), () -> missing.add(task));
    }
    List<TaskRun> ended = new ArrayList<>(found.stream().filter(run -> !run.isAlive()).toList());
    ended.sort(Comparator.comparing(run -> run.status().at()));
    found.removeAll(ended);
    synchronized (this) {
      references.putAll(kept);
      ended.forEach(this::add);
      found.forEach(this::add);
    }
    if (!missing.isEmpty()) {
      try {
        start(missing);
      } catch (ManabiException e) {
        end(spec.grace());
        throw e;
      }
    }
  }

  private synchronized void add(TaskRun run) {
    runs.put(run.task(), run);
    run.watch(addresses.address(run.task()), spec.restarts().silence(), owner::ended);
  }

  /** Removes what is kept of tasks that have ended. */
  void forgetEnded() {
    handles().values().stream()
        .filter(task -> !task.isAlive())
        .forEach(task -> forget(task.reference()));
  }

  private void forget(String reference) {
    try {
      provisioner.forget(reference);
    } catch (ManabiException e) {
      LOGGER.warn("Something of task {} is left that nobody needs any more.", reference, e);
    }
  }

  /** Whether this is the one that now plays the part of its task. */
  synchronized boolean contains(TaskRun run) {
    return runs.get(run.task()) == run;
  }

  /** The tasks that have been started. */
  synchronized Map<Task, TaskHandle> handles() {
    Map<Task, TaskHandle> handles = new LinkedHashMap<>();
    runs.forEach((task, run) -> handles.put(task, run.handle()));
    return handles;
  }

  /** Whether the job is already decided: its master or a parameter server has ended. */
  synchronized boolean isDecided() {
    return runs.values().stream()
        .anyMatch(run -> run.task().role() != Task.Role.WORKER && !run.isAlive());
  }

  /** Whether the master has ended well. */
  synchronized boolean isDone() {
    return runs.values().stream()
        .anyMatch(
            run ->
                run.task().role() == Task.Role.MASTER
                    && !run.isAlive()
                    && run.status().isSuccess());
  }

  /** Asks every task to end, and starts no other. */
  synchronized void terminate() {
    ending = true;
    runs.values().forEach(run -> run.handle().terminate());
  }

  /** Leaves every task to somebody else, and starts no other. */
  synchronized void leave() {
    ending = true;
    runs.values().forEach(TaskRun::unwatch);
  }

  /** Sees every task out: asks it to end, and kills it if it has not within the grace. */
  void end(Duration grace) {
    terminate();
    if (!awaitEnds(grace)) {
      current().forEach(run -> run.handle().kill());
      awaitEnds(AFTER_KILL);
    }
  }

  /** Waits for every task to end; returns whether they have within the limit. */
  boolean awaitEnds(Duration limit) {
    try {
      CompletableFuture.allOf(
              current().stream()
                  .map(run -> run.handle().end())
                  .toArray(CompletableFuture<?>[]::new))
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private synchronized Collection<TaskRun> current() {
    return List.copyOf(runs.values());
  }
}
