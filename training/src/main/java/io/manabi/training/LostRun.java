package io.manabi.training;

import io.manabi.training.cluster.RefusedRun;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * Ends this process when TensorFlow has lost a step. If a server {@link RefusedRun refuses} a run
 * before TensorFlow has asked the others for it, what these do for it is not cancelled: they wait
 * for one that has never begun the step, and the step for them.
 *
 * <p>What is counted is looks, not time, so that a machine that slept does not take its step for
 * lost.
 */
final class LostRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LostRun.class);
  private static final long PAUSE_MILLIS = 2000;

  /** So many if the first steps are quick, for TensorFlow may be preparing another kind of step. */
  private static final long LEAST_LOOKS = 8;

  /** So many if the first steps take long, which those may do that wait for other tasks. */
  private static final long MOST_LOOKS = 30;

  private static final int PREPARING_STEPS = 3;

  private final TrainGraph train;
  private final Session session;
  private final Thread thread = new Thread(this::watch, "lost-run");

  /** How many runs have been made since the count of begun steps was reset. */
  private final AtomicLong runs = new AtomicLong();

  private volatile boolean running;
  private volatile long looksWanted = LEAST_LOOKS;
  private final AtomicInteger steps = new AtomicInteger();

  private LostRun(TrainGraph train, Session session) {
    this.train = train;
    this.session = session;
  }

  /** Starts to watch the steps of a task of a cluster. */
  static LostRun watch(TrainGraph train, Session session) {
    LostRun watch = new LostRun(train, session);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /** Tells that the count of begun steps was reset. */
  void reset() {
    runs.set(0);
  }

  /** Makes a step. */
  <T> T step(Supplier<T> step) {
    long began = System.nanoTime();
    runs.incrementAndGet();
    running = true;
    try {
      return step.get();
    } finally {
      running = false;
      if (steps.incrementAndGet() <= PREPARING_STEPS) {
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
        // The first step prepares much, and has no number of another one.
        lost = steps.get() > 0 && looks > looksWanted && isLost(seen) ? lost + 1 : 0;
        // A server that was silent for a while may just be about to begin.
        if (lost > 1) {
          ProcessEnd.now(
              "TensorFlow gave a step a number that it had used before, and lost it, so this task ends; start it again.");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isLost(long run) {
    try {
      long begun = train.begun().everywhere(session);
      return begun < run && running && runs.get() == run;
    } catch (TensorFlowException e) {
      LOG.debug("the step will fail, too", e);
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
