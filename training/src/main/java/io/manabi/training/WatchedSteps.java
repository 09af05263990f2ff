package io.manabi.training;

import io.manabi.training.TrainingTask.Step;
import io.manabi.training.network.Summaries.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.RunOptions;

/** The steps of a task, as it makes and tells them. */
final class WatchedSteps implements AutoCloseable {
  private final TrainGraph train;
  private final Session session;
  private final Optional<TaskLog> log;
  private final @Nullable Profile profile;
  private final Consumer<List<String>> profiled;
  private boolean complete;
  private Step last;

  /**
   * Steps.
   *
   * @param profile takes the time of some, or null
   * @param log where the task tells how it goes; empty if it is the only one
   * @param profiled gets the table of the profile if there is no such log
   */
  WatchedSteps(
      TrainGraph train,
      Session session,
      @Nullable Profile profile,
      Optional<TaskLog> log,
      Consumer<List<String>> profiled) {
    this.train = train;
    this.session = session;
    this.profile = profile;
    this.log = log;
    this.profiled = profiled;
    this.last = new Step(0, 0, 0, false);
  }

  /** The profile of a task, if one is wanted. */
  static @Nullable Profile profile(TrainingSpec spec, TrainGraph train, String task) {
    return spec.watching().profileSteps() > 0 ? new Profile(spec, train, task) : null;
  }

  /** Makes a step. */
  Step next() {
    if (profile == null || complete || !profile.wantsNext()) {
      return made(TrainingTask.step(train, session, StepRun.PLAIN));
    }
    Step step = TrainingTask.step(train, session, profile);
    complete = profile.isComplete();
    if (complete) {
      List<String> table = profile.finish();
      log.ifPresentOrElse(each -> each.profile(step, table), () -> profiled.accept(table));
    }
    return made(step);
  }

  /** Makes a step, of which {@code told} gets the summaries. */
  Step next(TrainingLog told) {
    if (train.summaries().isEmpty()) {
      return next();
    }
    List<ShownSummary> shown = new ArrayList<>();
    Step step =
        TrainingTask.step(train, session, (runner, options) -> runAndRead(runner, options, shown));
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

  private Step made(Step step) {
    last = step;
    log.ifPresent(each -> each.made(step));
    return step;
  }

  @Override
  public void close() {
    log.ifPresent(
        each -> {
          each.last(last);
          each.close();
        });
  }
}
