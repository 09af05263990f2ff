package io.manabi.prediction.tensors;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When an answer is of no use any more: at some moment, or when whoever asked has gone. */
public final class Deadline {
  private final long nanoTime;
  private volatile boolean cancelled;

  private Deadline(long nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** So long from now. */
  public static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** Nobody waits for the answer any more. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether it is too late. */
  public boolean isOver() {
    return cancelled || nanoTime - System.nanoTime() <= 0;
  }

  /** What is left, in milliseconds, rounded up; at least 1. */
  public long millisLeft() {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime() + 999_999));
  }
}
