package io.manabi.training.loop;

import io.manabi.training.cluster.RefusedRun;
import io.manabi.training.step.TrainSession;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * Ends this process when TensorFlow has lost a run. If a server {@link RefusedRun refuses} a run
 * before TensorFlow has asked the others for it, what these do for it is not cancelled: they wait
 * for one that has never begun the run, and the run for them.
 *
 * <p>What is counted is looks, not time, so that a machine that slept does not take its run for
 * lost.
 */
final class LostRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LostRun.class);
  private static final long PAUSE_MILLIS = 2000;

  /** So many if the first runs are quick, for TensorFlow may be preparing another kind of run. */
  private static final long LEAST_LOOKS = 8;

  /** So many if the first runs take long, which those may do that wait for other tasks. */
  private static final long MOST_LOOKS = 30;

  private static final int PREPARING_RUNS = 3;

  private final TrainSession train;
  private final Thread thread = new Thread(this::watch, "lost-run");

  /** How many runs have been made since the numbers of begun ones were reset. */
  private final AtomicLong runs = new AtomicLong();

  /** Whether all devices have counted these; one may not have if the last run failed. */
  private boolean counted;

  private volatile boolean running;
  private volatile long looksWanted = LEAST_LOOKS;
  private final AtomicInteger ended = new AtomicInteger();

  private LostRun(TrainSession train) {
    this.train = train;
  }

  /** Starts to watch the runs of a task of a cluster. */
  static LostRun watch(TrainSession train) {
    LostRun watch = new LostRun(train);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /**
   * Makes a run, watching it.
   *
   * @param runner makes it
   */
  Result make(Session.Runner runner, Supplier<Result> run) {
    if (!counted) {
      train.begun().reset(train.session());
      runs.set(0);
    }
    counted = false;
    long began = System.nanoTime();
    train.begun().addTo(runner);
    runs.incrementAndGet();
    running = true;
    try {
      Result result = run.get();
      counted = true;
      return result;
    } finally {
      running = false;
      if (ended.incrementAndGet() <= PREPARING_RUNS) {
        long took = (System.nanoTime() - began) / 1_000_000;
        looksWanted = Math.min(MOST_LOOKS, Math.max(looksWanted, 3 * took / PAUSE_MILLIS));
      }
    }
  }

  private void watch() {
    try {
      long seen = 0;
      long looks = 0;
      int lost = 0;
      while (true) {
        Thread.sleep(PAUSE_MILLIS);
        looks = running && runs.get() == seen ? looks + 1 : 0;
        seen = runs.get();
        // The first run prepares much, and has no number of another one.
        lost = ended.get() > 0 && looks > looksWanted && isLost(seen) ? lost + 1 : 0;
        // A server that was silent for a while may just be about to begin.
        if (lost > 1) {
          ProcessEnd.now(
              "TensorFlow gave a run a number that it had used before, and lost it, so this task ends; start it again.");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isLost(long run) {
    try {
      return train.begun().everywhere(train.session()) < run && running && runs.get() == run;
    } catch (TensorFlowException e) {
      LOG.debug("the run will fail, too", e);
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
