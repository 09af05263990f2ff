package io.manabi.training.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hears when the process is told to end, by SIGTERM or Ctrl-C, and holds its end up until the task
 * has brought its work to safety, but not for ever.
 */
final class StopRequest implements AutoCloseable {
  private final CountDownLatch safe = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean made;

  private StopRequest(Duration limit) {
    hook = new Thread(() -> holdUp(limit), "stop-request");
  }

  /**
   * Begins to listen.
   *
   * @param limit how long the end of the process may be held up
   */
  static StopRequest listen(Duration limit) {
    StopRequest request = new StopRequest(limit);
    Runtime.getRuntime().addShutdownHook(request.hook);
    return request;
  }

  private void holdUp(Duration limit) {
    made = true;
    try {
      if (!safe.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        System.out.println(
            "Told to end, but this step took longer than " + limit.toSeconds() + " s.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process has been told to end. */
  boolean isMade() {
    return made;
  }

  /** Everything is safe. */
  @Override
  public void close() {
    safe.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending.
    }
  }
}
