package io.manabi.jobs;

import io.manabi.core.ManabiException;
import io.manabi.core.StateMachine;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A job whose tasks run, or one of them if the others run elsewhere. It succeeds when its master
 * does, or that task.
 *
 * <p>A worker that ends before its time is started again in its place, if there are parameter
 * servers that hold what it needs. When another task does, or one with status {@link
 * #START_ALL_AGAIN}, all tasks are ended and a fresh set is started, with new addresses; the one
 * that ended first is to blame, for the others follow from it. Each task may be to blame as often
 * as {@link JobSpec#restarts} says, then the job fails, or goes on without it; one that asks for
 * the restart by its status is not to blame. A task that does not answer for a while is killed. One
 * that ends with status {@link #USER_ERROR} makes the job fail at once. When it has ended, no
 * process of it is left.
 */
public final class RunningJob implements AutoCloseable {
  /** The exit status of a task that would fail again, such as for wrong arguments or bad data. */
  public static final int USER_ERROR = 2;

  /**
   * The exit status of a task when all tasks of the job are to be started again; it is for the
   * program to see that this comes to an end.
   */
  public static final int START_ALL_AGAIN = 75;

  private static final EnumSet<JobState> ENDED =
      EnumSet.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED);

  /**
   * Between the end of a task and its restart: time for what happened to show, as when all tasks of
   * a machine are ended, and a rest for the machine when one always fails at once.
   */
  private static final Duration REST = Duration.ofMillis(500);

  /** After so long a restart of the only task here is forgotten. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private final JobListener listener;
  private final Function<JobSpec, TfConfig> addresses;
  private final StateMachine<JobState> state;
  private final Thread shutdownHook = new Thread(this::close, "job-shutdown");
  private final Map<Task, Integer> restarts = new HashMap<>();

  /** Processes that have ended; empty if somebody asked for the end of the job. */
  private final BlockingQueue<Optional<TaskProcess>> ends = new LinkedBlockingQueue<>();

  /** Of the tasks that there are now. */
  private volatile JobSpec spec;

  private volatile ProcessSet processes;
  private volatile @Nullable ManabiException failure;

  RunningJob(JobSpec spec, JobListener listener, Function<JobSpec, TfConfig> addresses) {
    this.spec = spec;
    this.listener = listener;
    this.addresses = addresses;
    this.state = JobState.machine(spec.id());
    this.processes = newSet();
  }

  private ProcessSet newSet() {
    return new ProcessSet(spec, addresses.apply(spec), process -> ends.add(Optional.of(process)));
  }

  /** Starts every task, or none. */
  void start() {
    // Before the first process is there, so that none is missed.
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    try {
      processes.startAll();
    } catch (ManabiException e) {
      removeShutdownHook();
      state.enter(JobState.FAILED);
      throw e;
    }
    if (!state.tryEnter(JobState.RUNNING)) {
      // This process is ending, and has called close.
      processes.end(spec.grace());
      state.enter(JobState.CANCELLED);
      return;
    }
    Thread thread = new Thread(this::supervise, "job-" + spec.id());
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

  /** The process ids of the tasks, which are others after a restart. */
  public Map<Task, Long> processIds() {
    return processes.ids();
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
    ManabiException reason = failure;
    if (end == JobState.FAILED && reason != null) {
      throw reason;
    }
    return end;
  }

  /** Asks the tasks to end, and then makes them; returns at once. */
  public void cancel() {
    if (state.tryEnter(JobState.CANCELLING)) {
      ends.add(Optional.empty());
      processes.terminate();
    }
  }

  /** Ends the job if it has not ended, and waits until no process is left. */
  @Override
  public void close() {
    cancel();
    try {
      state.await(ENDED, spec.grace().multipliedBy(3));
    } catch (InterruptedException e) {
      processes.end(Duration.ZERO);
      Thread.currentThread().interrupt();
    }
  }

  /** Sees the job to its end, and then every process out. */
  private void supervise() {
    try {
      while (failure == null && goesOn()) {
        // Until it is clear how the job ends.
      }
    } catch (ManabiException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = ManabiException.internal("Nobody could watch over the job any more: " + e + ".", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      processes.end(spec.grace());
      removeShutdownHook();
      if (!state.tryEnter(failure == null ? JobState.SUCCEEDED : JobState.FAILED)) {
        state.enter(JobState.CANCELLED);
      }
    }
  }

  /** Waits until a process ends and does what follows; returns whether the job goes on. */
  private boolean goesOn() throws InterruptedException {
    Optional<TaskProcess> end = ends.take();
    if (end.isEmpty()) {
      return false;
    }
    TaskProcess process = end.get();
    if (!processes.contains(process)) {
      return true;
    }
    boolean well = process.status() == 0;
    if (well && (process.task().role() == Task.Role.MASTER || spec.only().isPresent())) {
      processes.awaitExits(spec.grace());
      return false;
    }
    if (!well) {
      restart(process);
    }
    return true;
  }

  /** Starts again what must be; or sets the failure. */
  private void restart(TaskProcess process) throws InterruptedException {
    if (state.await(EnumSet.of(JobState.CANCELLING), REST) == JobState.CANCELLING) {
      return;
    }
    Task task = process.task();
    boolean one = spec.only().isPresent();
    boolean worker =
        !one
            && task.role() == Task.Role.WORKER
            && spec.parameterServers() > 0
            && process.status() != START_ALL_AGAIN;
    if (worker ? processes.isDecided() : processes.isDone()) {
      return;
    }
    if (process.status() == START_ALL_AGAIN) {
      listener.restarting(
          "%s; %s started again."
              .formatted(process.describeEnd(), one ? "it is" : "all tasks are"));
      startAllAgain();
      return;
    }
    if (one && process.age().compareTo(LONG) > 0) {
      // What happens to others ends this task as well, again and again in a long training.
      restarts.remove(task);
    }
    int count = restarts.merge(task, 1, Integer::sum);
    int max = spec.restarts().max();
    boolean tooOften = count > max;
    String end = process.describeEnd() + (tooOften && max > 0 ? restarted(max) : "");
    if (process.status() == USER_ERROR || (tooOften && !isDispensable(task))) {
      failure = ManabiException.resources(end + ".");
    } else if (tooOften) {
      spec = spec.withOneWorkerLess();
      // The others have other numbers from now on.
      restarts.keySet().removeIf(each -> each.role() == Task.Role.WORKER);
      listener.restarting(
          String.format(
              Locale.ROOT,
              "%s; the others are started again without it (workers left: %d).",
              end,
              spec.workers()));
      startAllAgain();
    } else {
      String which = worker || one ? "it is" : "all tasks are";
      listener.restarting(
          String.format(Locale.ROOT, "%s; %s started again (%d of %d).", end, which, count, max));
      if (worker) {
        processes.start(task);
      } else {
        startAllAgain();
      }
    }
  }

  /** Whether the job may go on without a task. */
  private boolean isDispensable(Task task) {
    return task.role() == Task.Role.WORKER
        && spec.only().isEmpty()
        && spec.parameterServers() == 0
        && spec.workers() > spec.restarts().minWorkers();
  }

  private void startAllAgain() {
    processes.end(spec.grace());
    startFreshSet();
  }

  private static String restarted(int times) {
    return "; it had been restarted " + (times == 1 ? "once" : times + " times");
  }

  private void startFreshSet() {
    ProcessSet fresh = newSet();
    processes = fresh;
    if (state() == JobState.RUNNING) {
      fresh.startAll();
    }
    if (state() != JobState.RUNNING) {
      // Cancelled in between, when the old set may have been told instead of this one.
      fresh.terminate();
    }
  }

  private void removeShutdownHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The process is ending already; the hook runs or has run.
    }
  }
}
