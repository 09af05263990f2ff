package io.manabi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** New versions of a model while it is asked. */
final class ServingSwap {
  private static final double BASELINE_SECONDS = 30;
  private static final int SECONDS_BETWEEN = 5;

  private final ServerProcess server;
  private final ServedModel model;
  private int version = 1;

  /** Of several models the last is exchanged. */
  ServingSwap(ServerProcess server, List<ServedModel> models) {
    this.server = server;
    this.model = models.get(models.size() - 1);
  }

  /** Asks at half of what it can answer, half of that in JSON; first without new versions. */
  void run(double minutes) throws IOException {
    WarmUp.run(
        List.of(
            model.overJson(server.address()),
            model.overGrpc(server.address()),
            () -> new Http2Connection(server.address(), model.rest())));
    double json = ClosedLoop.run(8, 5, model.overJson(server.address())).perSecond() / 4;
    double grpc = ClosedLoop.run(8, 5, model.overGrpc(server.address())).perSecond() / 4;
    OpenLoop.Result without = load(json, grpc, Math.min(60 * minutes, BASELINE_SECONDS), false);
    print("without new versions", without);
    OpenLoop.Result with = load(json, grpc, 60 * minutes, true);
    print(version - 1 + " new versions", with);
    Report.line(
        "p99 with new versions: %.2f times that without",
        with.answers().micros(0.99) / without.answers().micros(0.99));
  }

  private OpenLoop.Result load(double json, double grpc, double seconds, boolean swap)
      throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<OpenLoop.Result> overJson =
          threads.submit(() -> OpenLoop.run(server.address(), model.rest(), json, seconds));
      Future<OpenLoop.Result> overGrpc =
          threads.submit(() -> OpenLoop.run(server.address(), model.grpc(), grpc, seconds));
      while (swap && !isDoneIn(overJson, SECONDS_BETWEEN)) {
        addVersion();
      }
      return OpenLoop.Result.together(List.of(overJson.get(), overGrpc.get()));
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      threads.shutdownNow();
    }
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

  private void addVersion() throws IOException {
    Path temporary = Files.createTempDirectory(model.basePath(), "new");
    ServingBench.copy(model.basePath().resolve("1"), temporary.resolve("copy"));
    version++;
    Files.move(temporary.resolve("copy"), model.basePath().resolve(Integer.toString(version)));
    Files.delete(temporary);
  }

  private static void print(String what, OpenLoop.Result result) {
    Latencies answers = result.answers();
    Report.line(
        "%s: %d answered, %d failed; median %.0f us, p99 %.0f us, p99.9 %.0f us, most %.0f us",
        what,
        answers.size(),
        result.refusals().size() + result.unanswered(),
        answers.micros(0.5),
        answers.micros(0.99),
        answers.micros(0.999),
        answers.micros(1));
  }
}
