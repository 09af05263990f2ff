package io.manabi.cli.serve;

import io.manabi.web.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps a server running until the process is told to end, and then lets it end in order. */
final class UntilStopped {
  private static final long CLOSE_SECONDS = 20;

  /** What a command does with its server. */
  @FunctionalInterface
  interface Work {
    /**
     * Serves until it is told to end.
     *
     * @param metrics for the server; closed afterwards
     * @param opened takes what is to be closed after it
     */
    void serve(Metrics metrics, List<AutoCloseable> opened) throws Exception;
  }

  private final CountDownLatch ended = new CountDownLatch(1);

  /** Open until all is closed that was opened. */
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Does the work, and closes all that it opened, so that the process may end. */
  void run(Work work) throws Exception {
    List<AutoCloseable> opened = new ArrayList<>();
    try (Metrics metrics = new Metrics()) {
      work.serve(metrics, opened);
    } finally {
      for (AutoCloseable each : opened) {
        each.close();
      }
      closed.countDown();
    }
  }

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
}
