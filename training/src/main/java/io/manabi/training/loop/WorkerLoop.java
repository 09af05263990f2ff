package io.manabi.training.loop;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.Step;
import io.manabi.training.step.TrainSession;
import io.manabi.training.watch.TaskLog;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker does: it waits for the master's parameters, or reads its own, and trains. */
final class WorkerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);

  private final TrainingSpec spec;
  private final TaskServer server;
  private final TrainSession train;

  WorkerLoop(TrainSession train, TaskServer server) {
    this.spec = train.spec();
    this.server = server;
    this.train = train;
  }

  /** Trains to the end. */
  void run() throws InterruptedException {
    boolean ownParameters = train.strategy().reduces();
    if (ownParameters) {
      train.initialize(
          TrainingTask.checkpoints(spec),
          message -> LOG.debug("the master tells it, too: {}", message));
    } else {
      awaitOpen();
    }
    if (!train.strategy().isSynchronous()) {
      train(() -> false);
      return;
    }
    // The others cannot finish a step without this task, so it stays until they have, even if it is
    // told to end. Without parameter servers it is as good as any to tell the others.
    try (StopRequest stop = StopRequest.listen(spec.schedule().limits().stop())) {
      train(ownParameters ? stop::isMade : () -> false);
    }
  }

  private void train(BooleanSupplier stop) {
    long mine = 0;
    Step step = Step.made(train.stepsMade());
    try (WatchedSteps made =
        new WatchedSteps(
            train, server.task(), Optional.of(new TaskLog(spec, server.task())), table -> {})) {
      made.start();
      while (made.hasNext(step.number()) && !step.isLast()) {
        if (stop.getAsBoolean()) {
          train.requestStop();
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
    long end = System.nanoTime() + spec.schedule().limits().firstStep().toNanos();
    while (!train.isOpen()) {
      if (System.nanoTime() > end) {
        throw ManabiException.resources(
            "The master did not initialise the parameters within "
                + spec.schedule().limits().firstStep().toSeconds()
                + " s; see its log.");
      }
      Thread.sleep(20);
    }
  }
}
