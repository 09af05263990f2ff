package io.manabi.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests that come when they come (a Poisson process), whether others have been answered or not,
 * over a few connections of HTTP/2.
 */
final class OpenLoop {
  private static final int CONNECTIONS = 8;

  /** What the server allows over one connection. */
  private static final int MOST_STREAMS = 1000;

  /** How long is waited for answers behind the last request. */
  private static final int GRACE_SECONDS = 40;

  /**
   * What came of it.
   *
   * @param answers how long after they were due requests were answered, sorted
   * @param refusals how long after they were sent others were refused, sorted
   * @param unanswered those that were neither, most of them because as many of their connection
   *     were open as the server allows
   * @param seconds how long requests were sent
   */
  record Result(Latencies answers, Latencies refusals, long unanswered, double seconds) {
    static Result together(List<Result> parts) {
      return new Result(
          Latencies.together(parts.stream().map(Result::answers).toList()),
          Latencies.together(parts.stream().map(Result::refusals).toList()),
          parts.stream().mapToLong(Result::unanswered).sum(),
          parts.stream().mapToDouble(Result::seconds).max().orElseThrow());
    }
  }

  private final InetSocketAddress server;
  private final Http2Request request;
  private final double perSecond;
  private final double seconds;

  private OpenLoop(
      InetSocketAddress server, Http2Request request, double perSecond, double seconds) {
    this.server = server;
    this.request = request;
    this.perSecond = perSecond;
    this.seconds = seconds;
  }

  /** Sends so many requests a second. */
  static Result run(
      InetSocketAddress server, Http2Request request, double perSecond, double seconds)
      throws IOException {
    OpenLoop loop = new OpenLoop(server, request, perSecond / CONNECTIONS, seconds);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<Result>> running = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        Random random = new Random(i);
        running.add(threads.submit(() -> loop.connection(threads, random)));
      }
      List<Result> results = new ArrayList<>();
      for (Future<Result> each : running) {
        results.add(each.get());
      }
      return Result.together(results);
    } catch (ExecutionException e) {
      throw new IOException("A connection failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private Result connection(ExecutorService threads, Random random)
      throws IOException, InterruptedException, ExecutionException {
    long[] afterStart = arrivals(random);
    int count = afterStart.length;
    long[] due = new long[count];
    long[] sent = new long[count];
    try (Http2Connection connection = new Http2Connection(server, request)) {
      Latencies answers = new Latencies();
      Latencies refusals = new Latencies();
      Semaphore free = new Semaphore(MOST_STREAMS);
      Future<?> receiver =
          threads.submit(
              () -> {
                while (true) {
                  int stream = connection.receive();
                  int which = stream / 2;
                  boolean good = connection.isGood(stream);
                  (good ? answers : refusals)
                      .add(System.nanoTime() - (good ? due[which] : sent[which]));
                  free.release();
                }
              });
      long start = System.nanoTime();
      int streams = 0;
      int next = 0;
      while (next < count) {
        long now = System.nanoTime();
        int first = streams;
        for (; next < count && start + afterStart[next] <= now; next++) {
          if (free.tryAcquire()) {
            due[streams] = start + afterStart[next];
            sent[streams++] = now;
          }
        }
        if (streams > first) {
          connection.send(streams - first);
        } else if (next < count) {
          LockSupport.parkNanos(start + afterStart[next] - now);
        }
      }
      double lasted = (System.nanoTime() - start) / 1e9;
      boolean whole = free.tryAcquire(MOST_STREAMS, GRACE_SECONDS, TimeUnit.SECONDS);
      connection.disconnect();
      awaitEnd(receiver);
      int others = count - answers.size() - refusals.size();
      if (whole && others > count - streams) {
        throw new IOException("An answer was lost");
      }
      return new Result(answers, refusals, others, lasted);
    }
  }

  /** When requests come, in nanoseconds from the start on. */
  private long[] arrivals(Random random) {
    List<Long> arrivals = new ArrayList<>();
    double at = 0;
    while (at < seconds) {
      at -= Math.log(1 - random.nextDouble()) / perSecond;
      arrivals.add((long) (at * 1e9));
    }
    return arrivals.stream().mapToLong(Long::longValue).toArray();
  }

  private static void awaitEnd(Future<?> receiver) throws InterruptedException {
    try {
      receiver.get();
    } catch (ExecutionException closed) {
      // What had not come by then never will.
    }
  }
}
