package io.manabi.cli.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream over which nothing has come for too long, so that whoever reads it goes on: of a
 * connection that a machine or a network between has silently dropped nobody tells otherwise.
 */
final class SilenceWatch implements AutoCloseable {
  private static final int LOOKS = 10;

  private final InputStream stream;
  private final Duration most;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "silence-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long heard = System.nanoTime();

  SilenceWatch(InputStream stream, Duration most) {
    this.stream = stream;
    this.most = most;
    long pause = most.toMillis() / LOOKS;
    Object unused = timer.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** Something has come. */
  void heard() {
    heard = System.nanoTime();
  }

  private void look() {
    if (System.nanoTime() - heard > most.toNanos()) {
      try {
        stream.close();
      } catch (IOException e) {
        // Whoever reads it is told.
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
