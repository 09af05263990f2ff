package io.manabi.jobs;

import io.manabi.core.ManabiException;
import io.manabi.core.StateMachine;
import java.time.Duration;
import java.util.EnumSet;
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
 * the restart by its status is not to blame, nor is one that was lost while nobody looked after it,
 * as when the machine has lost its power. A task that does not answer for a while is killed. One
 * that ends with status {@link #USER_ERROR}, or is killed for its excess, makes the job fail at
 * once. When it has ended, no task is left; what the provisioner keeps of those that ran last, it
 * keeps until whoever has taken note of the end {@linkplain Provisioner#forget says so}.
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

  private final Provisioner provisioner;
  private final Listening listener;
  private final Function<JobSpec, TfConfig> addresses;
  private final StateMachine<JobState> state;
  private final Thread shutdownHook = new Thread(this::close, "job-shutdown");
  private final Thread supervisor;
  private final RestartPolicy policy;

  /** Tasks that have ended; empty if somebody asked for the end of the job, or took it over. */
  private final BlockingQueue<Optional<TaskRun>> ends = new LinkedBlockingQueue<>();

  /** Of the tasks that there are now. */
  private volatile JobSpec spec;

  private volatile TaskSet tasks;
  private volatile boolean left;
  private volatile @Nullable ManabiException failure;

  private RunningJob(
      JobSpec spec,
      Provisioner provisioner,
      JobListener listener,
      RestartPolicy policy,
      TfConfig now,
      Function<JobSpec, TfConfig> addresses) {
    this.spec = spec;
    this.provisioner = provisioner;
    this.listener = new Listening(spec.id(), listener);
    this.policy = policy;
    this.addresses = addresses;
    this.state = JobState.machine(spec.id(), JobState.PREPARING);
    this.tasks = newSet(now);
    this.supervisor = new Thread(this::supervise, "job-" + spec.id());
    supervisor.setDaemon(true);
  }

  /**
   * Starts a job.
   *
   * @param spec the job
   * @param provisioner where its tasks run
   * @param listener hears of its tasks
   * @return the job, which the caller closes
   * @throws ManabiException if a task cannot be started; then none is left
   */
  public static RunningJob start(JobSpec spec, Provisioner provisioner, JobListener listener) {
    RunningJob job =
        new RunningJob(
            spec,
            provisioner,
            listener,
            new RestartPolicy(Map.of()),
            provisioner.addresses(spec.tasks()),
            each -> provisioner.addresses(each.tasks()));
    job.begin(job.tasks::startAll);
    return job;
  }

  /**
   * Starts one task of a job whose others are on other machines, where the same is done for each:
   * it is restarted here as often as {@link JobSpec#restarts} says, counted anew when it has run
   * for ten minutes, unless it ends with {@link #USER_ERROR}. The job, as far as it is here,
   * succeeds when it does.
   *
   * @param spec the job; its numbers of workers and parameter servers do not count
   * @param task the task
   * @param addresses those of all tasks
   * @param provisioner where the task runs
   * @param listener hears of the task
   * @return the job, which the caller closes
   * @throws ManabiException if the task cannot be started
   */
  public static RunningJob startOne(
      JobSpec spec, Task task, TfConfig addresses, Provisioner provisioner, JobListener listener) {
    RunningJob job =
        new RunningJob(
            spec.with(task),
            provisioner,
            listener,
            new RestartPolicy(Map.of()),
            addresses,
            each -> addresses);
    job.begin(job.tasks::startAll);
    return job;
  }

  /**
   * Goes on with a job that another process, which is no more, has started with a durable
   * provisioner: takes over the tasks that run, does what follows from the end of others, and
   * starts those that had not been started.
   *
   * @param progress what that process has told last of the job
   * @param provisioner where its tasks run
   * @param listener hears of its tasks
   * @return the job; the caller closes it, or {@linkplain #leave leaves} it
   * @throws ManabiException if tasks cannot be looked for, and then they are left as they are, for
   *     another try; or if one cannot be started, and then none is left
   */
  public static RunningJob resume(
      JobProgress progress, Provisioner provisioner, JobListener listener) {
    RunningJob job =
        new RunningJob(
            progress.spec(),
            provisioner,
            listener,
            new RestartPolicy(progress.restarts()),
            progress.addresses(),
            each -> provisioner.addresses(each.tasks()));
    job.begin(() -> job.tasks.adopt(progress.references()));
    return job;
  }

  private TaskSet newSet(TfConfig config) {
    return new TaskSet(
        spec,
        config,
        provisioner,
        new TaskSet.Owner() {
          @Override
          public void starting(TfConfig given, Map<Task, String> references) {
            listener.progressed(new JobProgress(spec, given, references, policy.restarts()));
          }

          @Override
          public void ended(TaskRun run) {
            ends.add(Optional.of(run));
          }
        });
  }

  /** Starts or finds every task, or none. */
  private void begin(Runnable tasksHere) {
    if (!provisioner.isDurable()) {
      // Before the first task is there, so that none is missed.
      Runtime.getRuntime().addShutdownHook(shutdownHook);
    }
    try {
      tasksHere.run();
    } catch (ManabiException e) {
      removeShutdownHook();
      state.enter(JobState.FAILED);
      throw e;
    }
    if (!state.tryEnter(JobState.RUNNING)) {
      // This process is ending, and has called close.
      tasks.end(spec.grace());
      state.enter(JobState.CANCELLED);
      return;
    }
    supervisor.start();
  }

  /** The state now. */
  public JobState state() {
    return state.state();
  }

  /**
   * Calls {@code changed} with the old and the new state at each change. What it throws is logged,
   * and the job goes on.
   */
  public void onChange(BiConsumer<JobState, JobState> changed) {
    state.onChange(listener.safe(changed));
  }

  /** The tasks that have been started, which are others after a restart. */
  public Map<Task, TaskHandle> tasks() {
    return tasks.handles();
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
      tasks.terminate();
    }
  }

  /**
   * Lets its tasks go on without this process, as for somebody else to {@link #resume} it. The
   * state stays as it is. Waits until nothing is done about tasks any more.
   *
   * @throws IllegalStateException if they cannot go on without this process
   * @throws InterruptedException if the thread is interrupted
   */
  public void leave() throws InterruptedException {
    if (!provisioner.isDurable()) {
      throw new IllegalStateException(
          "The tasks of job " + spec.id() + " cannot go on without this process.");
    }
    left = true;
    ends.add(Optional.empty());
    supervisor.join();
  }

  /** Ends the job if it has not ended or been left, and waits until no task is left. */
  @Override
  public void close() {
    if (left) {
      return;
    }
    cancel();
    try {
      state.await(ENDED, spec.grace().multipliedBy(3).plus(TaskSet.AFTER_KILL));
    } catch (InterruptedException e) {
      tasks.end(Duration.ZERO);
      Thread.currentThread().interrupt();
    }
  }

  /** Sees the job to its end, and then every task out. */
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
      seeOut();
    }
  }

  private void seeOut() {
    if (left) {
      tasks.leave();
    } else {
      tasks.end(spec.grace());
      removeShutdownHook();
      if (!state.tryEnter(failure == null ? JobState.SUCCEEDED : JobState.FAILED)) {
        state.enter(JobState.CANCELLED);
      }
    }
  }

  /** Waits until a task ends and does what follows; returns whether the job goes on. */
  private boolean goesOn() throws InterruptedException {
    Optional<TaskRun> end = ends.take();
    if (end.isEmpty()) {
      return false;
    }
    TaskRun run = end.get();
    if (!tasks.contains(run)) {
      return true;
    }
    boolean well = run.status().isSuccess();
    if (well && (run.task().role() == Task.Role.MASTER || spec.only().isPresent())) {
      tasks.awaitEnds(spec.grace());
      return false;
    }
    if (!well) {
      restart(run);
    }
    return true;
  }

  /** Starts again what must be; or sets the failure. */
  private void restart(TaskRun run) throws InterruptedException {
    if (state.await(EnumSet.of(JobState.CANCELLING), REST) == JobState.CANCELLING || left) {
      return;
    }
    RestartPolicy.Step step = policy.after(run, tasks, spec);
    if (step instanceof RestartPolicy.Fail fail) {
      failure = fail.failure();
    } else if (step instanceof RestartPolicy.Again again) {
      listener.restarting(again.message());
      tasks.start(run.task());
    } else if (step instanceof RestartPolicy.AllAgain all) {
      spec = all.spec();
      listener.restarting(all.message());
      tasks.end(spec.grace());
      startFreshSet();
    }
  }

  private void startFreshSet() {
    TaskSet fresh = newSet(addresses.apply(spec));
    TaskSet former = tasks;
    tasks = fresh;
    if (state() == JobState.RUNNING) {
      fresh.startAll();
      former.forgetEnded();
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
