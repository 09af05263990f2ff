package io.manabi.prediction.batching;

import io.manabi.prediction.tensors.Deadline;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks when the earliest of some deadlines has passed: one timer for all of them. */
final class DeadlineWatch {
  private final ScheduledExecutorService timer;
  private final Runnable look;
  private @Nullable Future<?> next;
  private long nextAt;

  /**
   * A watch without deadlines.
   *
   * @param look what to do when the earliest has passed; none is watched any more then
   */
  DeadlineWatch(ScheduledExecutorService timer, Runnable look) {
    this.timer = timer;
    this.look = look;
  }

  /**
   * Watches one more.
   *
   * @throws RejectedExecutionException if the timer has been stopped
   */
  synchronized void add(Deadline deadline) {
    long millis = deadline.millisLeft();
    long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    if (next == null || at - nextAt < 0) {
      clear();
      nextAt = at;
      next = timer.schedule(look, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Watches none any more. */
  synchronized void clear() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }
}
