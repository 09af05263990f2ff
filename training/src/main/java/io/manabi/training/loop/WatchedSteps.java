package io.manabi.training.loop;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.cluster.RefusedRun;
import io.manabi.training.cluster.SideRun;
import io.manabi.training.network.Summaries.Summary;
import io.manabi.training.spec.Limits;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.ClaimedBatches;
import io.manabi.training.step.Step;
import io.manabi.training.step.StepRun;
import io.manabi.training.step.TrainSession;
import io.manabi.training.watch.Profile;
import io.manabi.training.watch.ShownSummary;
import io.manabi.training.watch.TaskLog;
import io.manabi.training.watch.TrainingLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.RunOptions;

/** The steps of a task, as it makes and tells them. */
final class WatchedSteps implements AutoCloseable {
  private static final long LOOK_NANOS = 20_000_000;

  private final TrainSession train;
  private final Optional<TaskLog> log;
  private final @Nullable Profile profile;
  private final Consumer<List<String>> profiled;
  private final Optional<LostRun> lost;
  private boolean complete;
  private final RunOptions furtherSteps;
  private RunOptions options;
  private Step last;
  private @Nullable ClaimedBatches claimed;
  private final long steps;
  private final Limits limits;
  private long progressNanos;

  /**
   * Steps.
   *
   * @param task the task that makes them
   * @param log where the task tells how it goes; empty if it is the only one
   * @param profiled gets the table of the profile if there is no such log
   */
  WatchedSteps(
      TrainSession train,
      ClusterConfig.Task task,
      Optional<TaskLog> log,
      Consumer<List<String>> profiled) {
    TrainingSpec spec = train.spec();
    this.steps = spec.schedule().steps();
    this.limits = spec.schedule().limits();
    this.train = train;
    this.profile =
        spec.watching().profileSteps() > 0 ? new Profile(spec, train.graph(), task.name()) : null;
    this.log = log;
    this.profiled = profiled;
    this.lost = log.map(each -> LostRun.watch(train));
    this.last = Step.made(0);
    this.furtherSteps = train.options(limits.step());
    this.options = train.options(limits.firstStep());
  }

  /**
   * Starts the input: with what this task has claimed; where the steps made so far have left it, if
   * tasks share one order of examples; otherwise at a beginning.
   */
  void start() {
    log.ifPresent(each -> each.begin(train.stepsMade()));
    progressNanos = System.nanoTime();
    startInput();
  }

  private void startInput() {
    claimed = train.claim();
    if (claimed == null) {
      train.startInput();
    }
  }

  /** Whether there is another step for this task when so many have been made by all. */
  boolean hasNext(long made) {
    return claimed == null ? made < steps : claimed.batch() < steps;
  }

  /** Makes a step; if those that are left are for others to make, looks after a while at these. */
  Step next() {
    if (claimed != null && claimed.batch() >= steps) {
      return lookAtOthers(claimed);
    }
    if (profile == null || complete || !profile.wantsNext()) {
      return made(step(StepRun.PLAIN));
    }
    Step step = step(profile);
    complete = profile.isComplete();
    if (complete) {
      List<String> table = profile.finish();
      log.ifPresentOrElse(each -> each.profile(step, table), () -> profiled.accept(table));
    }
    return made(step);
  }

  /** Makes a step, of which {@code told} gets the summaries. */
  Step next(TrainingLog told) {
    if (train.summaries().isEmpty() || !hasNext(last.number())) {
      return next();
    }
    List<ShownSummary> shown = new ArrayList<>();
    Step step = step((runner, options) -> runAndRead(runner, options, shown));
    told.summaries(step.number(), shown);
    return made(step);
  }

  private Result runAndRead(Session.Runner runner, RunOptions options, List<ShownSummary> shown) {
    train.summaries().forEach(summary -> runner.fetch(summary.value()));
    Result result = runner.setOptions(options).run();
    int next = result.size() - train.summaries().size();
    for (Summary summary : train.summaries()) {
      shown.add(ShownSummary.read(summary, result.get(next++)));
    }
    return result;
  }

  /** Refuses to go on with parameters that are not finite. */
  void checkParameters() {
    try {
      run(runner -> runner.addTarget(train.checkParameters()));
    } catch (TensorFlowException | TFInvalidArgumentException e) {
      throw train.consequence(e);
    }
  }

  /**
   * Makes a run beside the steps that may be made twice in part.
   *
   * @param adds what is run
   */
  void run(Consumer<Session.Runner> adds) {
    Supplier<Result> run =
        () -> {
          Session.Runner runner = train.session().runner().setOptions(SideRun.LIMIT);
          adds.accept(runner);
          return watch(runner, runner::run);
        };
    RefusedRun.repeat(run, () -> {}).close();
  }

  private Result watch(Session.Runner runner, Supplier<Result> run) {
    return lost.isPresent() ? lost.get().make(runner, run) : run.get();
  }

  private Step step(StepRun run) {
    StepRun watched = (runner, options) -> watch(runner, () -> run.run(runner, options));
    // A step that was refused may have taken its batch from the input.
    Step step =
        RefusedRun.repeat(
            () -> train.step(claimed == null ? watched : claimed.next(watched), options),
            this::startInput);
    options = furtherSteps;
    return step;
  }

  private Step lookAtOthers(ClaimedBatches mine) {
    LockSupport.parkNanos(LOOK_NANOS);
    long now = System.nanoTime();
    Step seen = mine.look(last);
    if (seen.number() > last.number()) {
      progressNanos = now;
    } else if (now - progressNanos > limits.step().toNanos()) {
      throw ManabiException.resources(
          String.format(
              Locale.ROOT,
              "Step %d of %d is left to a task that has not made it within %d s; see the logs of the workers.",
              seen.number() + 1,
              steps,
              limits.step().toSeconds()));
    }
    last = seen;
    return seen;
  }

  private Step made(Step step) {
    last = step;
    log.ifPresent(each -> each.made(step));
    return step;
  }

  @Override
  public void close() {
    lost.ifPresent(LostRun::close);
    log.ifPresent(
        each -> {
          each.last(last);
          each.close();
        });
  }
}
