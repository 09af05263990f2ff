package io.manabi.prediction.batching;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Notes what is run, and holds up calls that are about to be run. */
final class HeldRuns implements RunListener {
  private final List<Integer> rows = new CopyOnWriteArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger toHold = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  /** Holds up so many calls, those that are run next. */
  void hold(int calls) {
    toHold.set(calls);
  }

  /** Runs what is held up. */
  void letGo() {
    gate.countDown();
  }

  void awaitHeld(int calls) {
    await(held, calls);
  }

  void awaitWaiting(int calls) {
    await(waiting, calls);
  }

  private static void await(AtomicInteger count, int expected) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> count.get() == expected);
  }

  /** The rows of each run so far, in order. */
  List<Integer> rows() {
    return List.copyOf(rows);
  }

  int waiting() {
    return waiting.get();
  }

  @Override
  public void waited(long nanos) {
    if (toHold.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      held.incrementAndGet();
      try {
        if (!gate.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException("never let go");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void ran(int size, long nanos) {
    rows.add(size);
  }

  @Override
  public void queueChanged(int by) {
    waiting.addAndGet(by);
  }
}
