package io.manabi.training.loop;

import io.manabi.core.ManabiException;
import io.manabi.core.events.JobEvent;
import io.manabi.core.files.FullDisk;
import io.manabi.core.net.PeerWatch;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.evaluation.Evaluator;
import io.manabi.training.evaluation.ExportVersion;
import io.manabi.training.evaluation.Exporter;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.saved.CheckpointDirectory;
import io.manabi.training.spec.Ending;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.Plateau;
import io.manabi.training.step.RollbackException;
import io.manabi.training.step.Step;
import io.manabi.training.step.TrainSession;
import io.manabi.training.watch.TaskLog;
import io.manabi.training.watch.TrainingLog;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;

/**
 * What the master does: it initialises or restores the parameters, trains, writes and evaluates
 * checkpoints, and exports the model at the end.
 */
final class MasterLoop {
  private static final Logger LOG = LoggerFactory.getLogger(MasterLoop.class);
  private static final long LOG_NANOS = 1_000_000_000L;

  private final TrainingSpec spec;
  private final TrainSession train;
  private final CheckpointDirectory checkpoints;
  private final ConfigProto config;
  private final ClusterConfig cluster;
  private final Optional<TaskLog> own;
  private final Optional<BestCheckpoint> best;
  private final Optional<Plateau> plateau;
  private final TrainedTime time;

  /** The checkpoint that was read or written last. */
  private @Nullable Path written;

  /** Why training ends. */
  private String reason = "all steps are made";

  /** When the last evaluation ended; negative if there was none. */
  private long evaluatedNanos = -1;

  MasterLoop(TrainSession train, ConfigProto config, ClusterConfig cluster) {
    this.spec = train.spec();
    this.cluster = cluster;
    this.own =
        cluster.isDistributed() ? Optional.of(new TaskLog(spec, cluster.task())) : Optional.empty();
    this.config = config;
    this.train = train;
    this.checkpoints = TrainingTask.checkpoints(spec);
    this.best =
        spec.schedule()
            .checkpoints()
            .best()
            .map(metric -> new BestCheckpoint(spec.jobDirectory(), metric));
    this.plateau = Plateau.of(spec);
    this.time = TrainedTime.go(spec.jobDirectory());
  }

  /**
   * Trains to the end.
   *
   * @throws ManabiException if the process is told to end before; a checkpoint has been written
   *     then
   */
  void run() {
    try (StopRequest stop = StopRequest.listen(spec.schedule().limits().stop());
        TrainingLog log = new TrainingLog(spec);
        WatchedSteps made = new WatchedSteps(train, cluster.task(), own, log::profile);
        Evaluator evaluator =
            new Evaluator(spec, train.parameters(), config, spec.input().eval())) {
      JobEvent.Evaluation.requireNames(evaluator.metrics());
      best.ifPresent(each -> each.requireMeasured(evaluator.metrics()));
      plateau.ifPresent(each -> each.requireMeasured(evaluator.metrics()));
      long begun = initialize(log);
      log.begin(begun, train.graph(), cluster.trainers(), evaluator.metrics());
      made.start();
      long last = trainWatching(log, evaluator, stop, made);
      finish(last, log, evaluator, stop, made);
    }
  }

  /** The last checkpoint and the model; if there is no room for them, it waits for some. */
  private void finish(
      long last, TrainingLog log, Evaluator evaluator, StopRequest stop, WatchedSteps made) {
    Path newest =
        RoomOnDisk.await(
            () -> saveLast(last, made), stop::isMade, e -> noRoom(last, "last checkpoint", log));
    evaluate(newest, log, evaluator);
    // Others may have made a step more while it was written.
    long step = CheckpointDirectory.step(newest);
    Path checkpoint = best.flatMap(BestCheckpoint::prefix).orElse(newest);
    spec.input().test().ifPresent(files -> test(files, checkpoint, log));
    ExportVersion version = ExportVersion.next(spec.jobDirectory(), Clock.systemUTC());
    version.warning().ifPresent(message -> log.warning(step, message));
    RoomOnDisk.await(
        () -> export(checkpoint, version.folder()),
        stop::isMade,
        e -> noRoom(step, "exported model", log));
    LastStep.write(step, spec, version.folder());
    String kind = best.map(each -> " (the best by " + each.metric() + " is exported)").orElse("");
    log.exported(step, CheckpointDirectory.step(checkpoint), reason + kind, version.folder());
  }

  /** Measures what is exported on what nothing was chosen by. */
  private void test(RecordFiles files, Path checkpoint, TrainingLog log) {
    try (Evaluator evaluator = new Evaluator(spec, train.parameters(), config, files)) {
      Map<String, Double> metrics = evaluator.evaluate(checkpoint);
      log.tested(CheckpointDirectory.step(checkpoint), metrics, checkpoint);
      LOG.info("on the test set: {}", metrics);
    }
  }

  private Path saveLast(long step, WatchedSteps made) {
    Path prefix = save(step, made);
    LastStep.write(CheckpointDirectory.step(prefix), spec);
    return prefix;
  }

  private Path export(Path checkpoint, Path directory) {
    new Exporter(spec, train.parameters()).export(checkpoint, directory);
    return directory;
  }

  private void noRoom(long step, String what, TrainingLog log) {
    String message =
        String.format(
            Locale.ROOT,
            "There is no room for the %s of step %d in %s; make room, this task waits for it.",
            what,
            step,
            spec.jobDirectory());
    LOG.warn(message);
    log.warning(step, message);
  }

  /** Returns the last step that was made before. */
  private long initialize(TrainingLog log) {
    List<String> passedOver = new ArrayList<>();
    written = train.initialize(checkpoints, passedOver::add);
    checkpoints.discardTorn();
    if (written == null) {
      time.startAnew();
    }
    long step = train.stepsMade();
    passedOver.forEach(message -> log.warning(step, message));
    for (RecordFiles files : spec.input().all()) {
      if (files.skipsCorrupt()) {
        files.damages().forEach(message -> log.warning(step, message));
      }
    }
    return step;
  }

  /** Trains as long as the workers are there, which end before the model is exported. */
  private long trainWatching(
      TrainingLog log, Evaluator evaluator, StopRequest stop, WatchedSteps made) {
    List<ClusterConfig.Task> workers = cluster.tasks(ClusterConfig.WORKER);
    PeerWatch<ClusterConfig.Task> watch = LostPeer.watch(train.strategy(), cluster, workers);
    try {
      return train(log, evaluator, stop, made);
    } catch (RollbackException e) {
      log.warning(train.stepsMade(), e.getMessage());
      throw e;
    } finally {
      watch.close();
    }
  }

  /** Trains until the steps are made or somebody asks for the end; returns the step then. */
  private long train(TrainingLog log, Evaluator evaluator, StopRequest stop, WatchedSteps made) {
    long steps = spec.schedule().steps();
    int examples = train.examplesOfAStep();
    long number = train.stepsMade();
    long logged = number;
    long beganNanos = System.nanoTime();
    long loggedNanos = beganNanos;
    long saved = number;
    long savedNanos = beganNanos;
    boolean goesOn = number < steps;
    if (LastStep.is(number, spec)) {
      goesOn = false;
      reason = "it had ended there before";
    }
    Step step = Step.made(number);
    // The first step that is shown is the first of all.
    boolean summarize = true;
    while (goesOn) {
      if (stop.isMade()) {
        train.requestStop();
      } else if (isTimeToEnd(number, log)) {
        train.requestEnd();
      }
      step = summarize ? made.next(log) : made.next();
      summarize = false;
      number = step.number();
      goesOn = number < steps && !step.isLast();
      long now = System.nanoTime();
      if (now - loggedNanos >= LOG_NANOS || number >= steps) {
        double perSecond = (number - logged) * (double) examples * 1e9 / (now - loggedNanos);
        log.step(number, steps, examples, step.loss(), step.rate(), perSecond);
        logged = number;
        loggedNanos = now;
      }
      if (goesOn && spec.schedule().checkpoints().isDue(now - savedNanos, number - saved)) {
        checkpointIfThereIsRoom(number, log, evaluator, made);
        saved = number;
        savedNanos = System.nanoTime();
        summarize = true;
      }
    }
    long last = train.stepsMade();
    if (step.isBreak() && last < steps) {
      save(last, made);
      log.stopped(last);
      LOG.warn("told to end at step {}, and wrote a checkpoint", last);
      throw TrainingTask.stopped(last);
    }
    return last;
  }

  private boolean isTimeToEnd(long step, TrainingLog log) {
    Ending ending = spec.schedule().ending();
    boolean late =
        ending.timeLimit().isPresent() && time.elapsed().compareTo(ending.timeLimit().get()) > 0;
    boolean learned =
        ending.patience() > 0
            && best.isPresent()
            && best.get().evaluationsSince() >= ending.patience();
    boolean enough = log.isEndWanted();
    if (late || learned || enough) {
      reason =
          late
              ? "its time is over"
              : learned ? "it does not become better" : "a listener wants the end";
      LOG.info("ends after step {}: {}", step, reason);
    }
    return late || learned || enough;
  }

  /** The one before stays if the disk is full; the next one may find room again. */
  private void checkpointIfThereIsRoom(
      long step, TrainingLog log, Evaluator evaluator, WatchedSteps made) {
    try {
      checkpoint(step, log, evaluator, made);
    } catch (ManabiException | TensorFlowException e) {
      if (!FullDisk.isReason(e)) {
        throw e;
      }
      String message =
          String.format(
              Locale.ROOT,
              "There is no room for the checkpoint of step %d in %s; training goes on, make room before it ends.",
              step,
              spec.jobDirectory());
      LOG.warn(message, e);
      log.warning(step, message);
    }
  }

  private void checkpoint(long step, TrainingLog log, Evaluator evaluator, WatchedSteps made) {
    Path prefix = save(step, made);
    long interval = spec.schedule().checkpoints().evaluationInterval().toNanos();
    if (evaluatedNanos < 0 || System.nanoTime() - evaluatedNanos >= interval) {
      Map<String, Double> metrics = evaluate(prefix, log, evaluator);
      plateau.ifPresent(each -> FullDisk.tolerate(() -> lowerRate(each, metrics)));
      evaluatedNanos = System.nanoTime();
    }
  }

  private void lowerRate(Plateau each, Map<String, Double> metrics) {
    if (each.evaluated(metrics)) {
      train.lowerRate(each.fall());
      LOG.info(each.reason());
    }
  }

  private Map<String, Double> evaluate(Path prefix, TrainingLog log, Evaluator evaluator) {
    long step = CheckpointDirectory.step(prefix);
    Map<String, Double> metrics = evaluator.evaluate(prefix);
    log.evaluation(step, metrics, prefix, (train, eval) -> evaluator.show(step, train, eval));
    best.ifPresent(each -> FullDisk.tolerate(() -> each.evaluated(prefix, metrics)));
    LOG.info("step {}: {}", step, metrics);
    return metrics;
  }

  private Path save(long step, WatchedSteps made) {
    Path prefix = checkpoints.prefix(step);
    boolean there = prefix.equals(written);
    try {
      if (!there) {
        made.checkParameters();
        train.save(prefix, made::run);
        prefix = checkpoints.nameByStep(prefix);
      }
      checkpoints.publish(prefix, best.flatMap(BestCheckpoint::prefix));
    } catch (ManabiException | TensorFlowException e) {
      if (!there && FullDisk.isReason(e)) {
        checkpoints.discard(prefix);
      }
      throw e;
    }
    written = prefix;
    FullDisk.tolerate(time::write);
    return prefix;
  }
}
