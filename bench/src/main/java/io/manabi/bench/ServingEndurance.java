package io.manabi.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether what the server takes stays the same, whatever it is asked. */
final class ServingEndurance {
  private static final int SAMPLE_SECONDS = 10;

  /** Clients end after so long, and new ones connect. */
  private static final double CONNECTION_SECONDS = 5;

  private static final double MOST_MEBIBYTES_A_MINUTE = 1;
  private static final double MOST_COUNT_A_MINUTE = 0.2;

  private final ServerProcess server;
  private final List<ServedModel> models;

  ServingEndurance(ServerProcess server, List<ServedModel> models) {
    this.server = server;
    this.models = models;
  }

  /**
   * What the server takes.
   *
   * @param minute when
   * @param mebibytes resident memory
   * @param files open ones
   * @param threads those of its process
   */
  private record Sample(double minute, double mebibytes, double files, double threads) {}

  /**
   * Asks and looks.
   *
   * @throws ManabiException if it takes more and more
   */
  void run(double minutes) throws IOException {
    long end = System.nanoTime() + (long) (minutes * 60e9);
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Sample> samples = new ArrayList<>();
    try {
      List<Future<Long>> traffic = new ArrayList<>();
      for (ServedModel model : models) {
        traffic.add(threads.submit(() -> ask(end, model.overJson(server.address()))));
        traffic.add(threads.submit(() -> ask(end, model.overGrpc(server.address()))));
        traffic.add(threads.submit(() -> ask(end, mistaken(model))));
      }
      long begin = System.nanoTime();
      do {
        samples.add(
            new Sample(
                (System.nanoTime() - begin) / 60e9,
                server.mebibytes(),
                server.openFiles(),
                server.threads()));
        print(samples.get(samples.size() - 1));
      } while (!isDoneIn(traffic.get(0), SAMPLE_SECONDS));
      long failures = 0;
      for (int i = 0; i < traffic.size(); i++) {
        failures += i % 3 == 2 ? 0 : traffic.get(i).get();
      }
      conclude(samples, failures);
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Asks until the end, and returns how many requests failed. */
  private static long ask(long end, Asker.Maker maker) throws IOException {
    long failures = 0;
    while (System.nanoTime() < end) {
      double left = (end - System.nanoTime()) / 1e9;
      failures += ClosedLoop.run(2, Math.min(left, CONNECTION_SECONDS), maker).failures();
    }
    return failures;
  }

  /** Requests that must be refused. */
  private Asker.Maker mistaken(ServedModel model) {
    byte[] json = "{\"instances\": [[1, 2], [3]]}".getBytes(UTF_8);
    return () -> new Http1Client(server.address(), "/v1/models/" + model.name() + ":predict", json);
  }

  private static boolean isDoneIn(Future<?> work, int seconds)
      throws InterruptedException, ExecutionException {
    try {
      work.get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static void print(Sample sample) {
    Report.line(
        "minute %5.1f: %.0f MiB, %.0f files, %.0f threads",
        sample.minute(), sample.mebibytes(), sample.files(), sample.threads());
  }

  private static void conclude(List<Sample> samples, long failures) {
    // In the first third the virtual machine still finds its size.
    List<Sample> late = samples.subList(samples.size() / 3, samples.size());
    double[] minutes = late.stream().mapToDouble(Sample::minute).toArray();
    double memory = slope(minutes, late.stream().mapToDouble(Sample::mebibytes).toArray());
    double files = slope(minutes, late.stream().mapToDouble(Sample::files).toArray());
    double threads = slope(minutes, late.stream().mapToDouble(Sample::threads).toArray());
    Report.line(
        "a minute from a third on: %+.2f MiB, %+.2f files, %+.2f threads; %d failed requests",
        memory, files, threads, failures);
    if (failures > 0
        || memory > MOST_MEBIBYTES_A_MINUTE
        || files > MOST_COUNT_A_MINUTE
        || threads > MOST_COUNT_A_MINUTE) {
      throw ManabiException.resources("The server takes more and more, or requests failed.");
    }
  }

  /** Least squares. */
  private static double slope(double[] x, double[] y) {
    double n = x.length;
    double sumX = 0;
    double sumY = 0;
    double sumXy = 0;
    double sumXx = 0;
    for (int i = 0; i < x.length; i++) {
      sumX += x[i];
      sumY += y[i];
      sumXy += x[i] * y[i];
      sumXx += x[i] * x[i];
    }
    return (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
  }
}
