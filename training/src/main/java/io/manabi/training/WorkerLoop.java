package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.training.TrainingTask.Step;
import io.manabi.training.cluster.TaskServer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Session;

/** What a worker does: it waits for the master's parameters, or reads its own, and trains. */
final class WorkerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);

  private final TrainingSpec spec;
  private final TaskServer server;
  private final TrainGraph train;
  private final Session session;

  WorkerLoop(TrainingSpec spec, TaskServer server, TrainGraph train, Session session) {
    this.spec = spec;
    this.server = server;
    this.train = train;
    this.session = session;
  }

  /** Trains to the end. */
  void run() throws InterruptedException {
    boolean ownParameters = spec.strategy().kind() == Strategy.Kind.ALL_REDUCE;
    if (ownParameters) {
      TrainingTask.initialize(
          train,
          session,
          TrainingTask.checkpoints(spec),
          message -> LOG.debug("the master tells it, too: {}", message));
    } else {
      awaitOpen();
    }
    if (!spec.strategy().isSynchronous()) {
      train(() -> false);
      return;
    }
    // The others cannot finish a step without this task, so it stays until they have, even if it is
    // told to end. Without parameter servers it is as good as any to tell the others.
    try (StopRequest stop = StopRequest.listen(train.limits().stop())) {
      train(ownParameters ? stop::isMade : () -> false);
    }
  }

  private void train(BooleanSupplier stop) {
    long mine = 0;
    Step step = new Step(TrainingTask.readLong(session, train.progress().step()), 0, 0, 0);
    try (WatchedSteps made =
        new WatchedSteps(
            train,
            session,
            WatchedSteps.profile(spec, train, server.task()),
            Optional.of(new TaskLog(spec, server.task())),
            table -> {})) {
      made.start(spec, server.trainer(), server.trainers());
      while (made.hasNext(step.number()) && !step.isLast()) {
        if (stop.getAsBoolean()) {
          Evaluator.run(session, train.requestStop());
        }
        step = made.next();
        mine++;
        if (mine == 1) {
          LOG.info("{} joined at step {}", server.task(), step.number());
        }
      }
    }
    LOG.info("{} made {} of {} steps", server.task(), mine, step.number());
    if (step.isBreak() && step.number() < spec.schedule().steps()) {
      throw TrainingTask.stopped(step.number());
    }
  }

  private void awaitOpen() throws InterruptedException {
    long end = System.nanoTime() + train.limits().firstStep().toNanos();
    while (!TrainingTask.isOpen(train, session)) {
      if (System.nanoTime() > end) {
        throw ManabiException.resources(
            "The master did not initialise the parameters within "
                + train.limits().firstStep().toSeconds()
                + " s; see its log.");
      }
      Thread.sleep(20);
    }
  }
}
