package io.manabi.cli.serve;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps a server running until the process is told to end, and then lets it end in order. */
final class UntilStopped {
  private static final long CLOSE_SECONDS = 20;

  private final CountDownLatch ended = new CountDownLatch(1);

  /** Open until all is closed that was opened. */
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Waits until the process is told to end.
   *
   * @param stop says that no more requests should come, and answers what has begun
   */
  void await(Runnable stop) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop), "stop"));
    ended.await();
  }

  private void end(Runnable stop) {
    stop.run();
    ended.countDown();
    try {
      Object unused = closed.await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that all is closed, so that the process may end. */
  void closed() {
    closed.countDown();
  }
}
