package io.manabi.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Clients that each wait for an answer before they ask again. */
final class ClosedLoop {

  /**
   * What came of it.
   *
   * @param latencies of the answers, sorted
   * @param failures requests without one
   * @param seconds from when all were connected until the last had its answer
   */
  record Result(Latencies latencies, long failures, double seconds) {
    double perSecond() {
      return latencies.size() / seconds;
    }
  }

  private ClosedLoop() {}

  /** Lets so many clients ask, each on a thread and a connection of its own. */
  static Result run(int clients, double seconds, Asker.Maker maker) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    AtomicLong start = new AtomicLong();
    CyclicBarrier connected = new CyclicBarrier(clients, () -> start.set(System.nanoTime()));
    LongAdder failures = new LongAdder();
    try {
      List<Future<Latencies>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        Callable<Latencies> client =
            () -> {
              try (Asker asker = maker.make()) {
                connected.await();
                return ask(asker, start.get() + (long) (seconds * 1e9), failures);
              }
            };
        running.add(threads.submit(client));
      }
      List<Latencies> all = new ArrayList<>();
      for (Future<Latencies> each : running) {
        all.add(each.get());
      }
      return new Result(
          Latencies.together(all), failures.sum(), (System.nanoTime() - start.get()) / 1e9);
    } catch (ExecutionException e) {
      throw new IOException("A client failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Latencies ask(Asker asker, long end, LongAdder failures) throws IOException {
    Latencies latencies = new Latencies();
    long before = System.nanoTime();
    while (before < end) {
      boolean answered = asker.ask();
      long after = System.nanoTime();
      if (answered) {
        latencies.add(after - before);
      } else {
        failures.increment();
      }
      before = after;
    }
    return latencies;
  }
}
