package io.manabi.cli.serve;

import io.manabi.web.Metrics;
import io.manabi.web.WebServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a server running until the process is told to end, and then lets it end in order. */
final class UntilStopped {
  private static final Logger LOG = LoggerFactory.getLogger(UntilStopped.class);
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
    Interrupts.watch();
    if ("1".equals(System.getenv("MANABI_EXIT_WITH_STDIN"))) {
      endWithStandardInput();
    }
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

  /** Nobody is left to answer when the process is gone that has started this one. */
  private static void endWithStandardInput() {
    Thread watch =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                LOG.debug("The standard input is broken, and so at its end", e);
              }
              Runtime.getRuntime().halt(1);
            },
            "standard-input");
    watch.setDaemon(true);
    watch.start();
  }

  /** Waits until the process is told to end, and the server has answered what has begun. */
  void await(WebServer server) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "stop"));
    ended.await();
  }

  private void end(WebServer server) {
    server.setReady(false);
    server.close();
    ended.countDown();
    try {
      Object unused = closed.await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
