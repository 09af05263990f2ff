package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.training.TrainingTask.Step;
import io.manabi.training.saved.CheckpointDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;

/**
 * What the master does: it initialises or restores the parameters, trains, writes and evaluates
 * checkpoints, and exports the model at the end.
 */
final class MasterLoop {
  private static final Logger LOG = LoggerFactory.getLogger(MasterLoop.class);
  private static final int KEEP_CHECKPOINTS = 5;
  private static final long LOG_NANOS = 1_000_000_000L;

  private final TrainingSpec spec;
  private final TrainGraph train;
  private final Session session;
  private final CheckpointDirectory checkpoints;
  private final ConfigProto config;

  MasterLoop(TrainingSpec spec, ConfigProto config, TrainGraph train, Session session) {
    this.spec = spec;
    this.config = config;
    this.train = train;
    this.session = session;
    this.checkpoints = new CheckpointDirectory(spec.jobDirectory(), KEEP_CHECKPOINTS);
  }

  void run() {
    try (TrainingLog log = new TrainingLog(spec.jobDirectory());
        Evaluator evaluator = new Evaluator(spec, config)) {
      initialize();
      log.graph(train.graph().toGraphDef());
      Evaluator.run(session, train.startInput());
      long last = trainUntilTheEnd(log, evaluator);
      Path checkpoint = checkpoint(last, log, evaluator);
      Path directory =
          spec.jobDirectory()
              .resolve("export")
              .resolve(String.valueOf(Instant.now().getEpochSecond()));
      new Exporter(spec).export(checkpoint, directory);
      log.exported(last, directory);
    }
  }

  private void initialize() {
    Evaluator.run(session, train.initialize());
    checkpoints.latest().ifPresent(this::restore);
    Evaluator.run(session, train.open());
  }

  private void restore(Path checkpoint) {
    try {
      train.saver().restore(session, checkpoint);
      LOG.info("goes on from {}", checkpoint);
    } catch (TensorFlowException | TFInvalidArgumentException e) {
      throw ManabiException.user(
          "The checkpoint "
              + checkpoint
              + " does not fit this model; use another job directory"
              + " or delete it.",
          e);
    }
  }

  private long trainUntilTheEnd(TrainingLog log, Evaluator evaluator) {
    long steps = spec.schedule().steps();
    long number = TrainingTask.readLong(session, train.globalStep());
    long logged = number;
    long loggedNanos = System.nanoTime();
    long savedNanos = loggedNanos;
    while (number < steps) {
      Step step = TrainingTask.step(train, session);
      number = step.number();
      long now = System.nanoTime();
      if (now - loggedNanos >= LOG_NANOS || number >= steps) {
        double perSecond =
            (number - logged) * (double) spec.schedule().batchSize() * 1e9 / (now - loggedNanos);
        log.step(number, steps, spec.schedule().batchSize(), step.loss(), step.rate(), perSecond);
        logged = number;
        loggedNanos = now;
      }
      if (now - savedNanos >= spec.schedule().checkpointInterval().toNanos() && number < steps) {
        checkpoint(number, log, evaluator);
        savedNanos = System.nanoTime();
      }
    }
    return TrainingTask.readLong(session, train.globalStep());
  }

  private Path checkpoint(long step, TrainingLog log, Evaluator evaluator) {
    Path prefix = checkpoints.prefix(step);
    if (!Files.exists(Path.of(prefix + ".index"))) {
      train.saver().save(session, prefix);
    }
    checkpoints.publish(prefix);
    Map<String, Double> metrics = evaluator.evaluate(prefix);
    log.evaluation(step, metrics, prefix);
    LOG.info("step {}: {}", step, metrics);
    return prefix;
  }
}
