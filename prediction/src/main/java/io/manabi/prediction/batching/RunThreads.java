package io.manabi.prediction.batching;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which models run what had to wait. There are as many as batches run at once, which
 * the queues bound.
 */
public final class RunThreads implements AutoCloseable {
  private final ExecutorService workers = Executors.newCachedThreadPool(named("run"));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, named("run-timer"));

  /** No threads yet. */
  public RunThreads() {
    timer.setRemoveOnCancelPolicy(true);
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  ExecutorService workers() {
    return workers;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  @Override
  public void close() {
    workers.shutdown();
    timer.shutdownNow();
  }
}
