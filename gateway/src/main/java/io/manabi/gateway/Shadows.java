package io.manabi.gateway;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import io.manabi.gateway.routes.Comparison;
import io.manabi.gateway.routes.Shadow;
import io.manabi.gateway.servers.Upstream;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks other versions what was asked of the real ones, compares the answers and counts what came of
 * it. It begins when the real answer is there, on a thread of its own, and leaves requests out
 * rather than to let them wait.
 */
final class Shadows implements AutoCloseable {
  private final Upstream upstream;
  private final MeterRegistry registry;
  private final Duration time;
  private final ConcurrentMap<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

  /** What comes after the end is thrown away: no real request may fail of it. */
  private final ExecutorService executor =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Shadows::daemon,
          new ThreadPoolExecutor.DiscardPolicy());

  /**
   * Asks.
   *
   * @param time how long an answer may take
   */
  Shadows(Upstream upstream, MeterRegistry registry, Duration time) {
    this.upstream = upstream;
    this.registry = registry;
    this.time = time;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "shadows");
    thread.setDaemon(true);
    return thread;
  }

  /** Compares the answer to a request with that to its shadow. */
  void compare(Routing.Asked asked, Shadow shadow, AggregatedHttpResponse real) {
    String model = asked.models().get(0).model();
    AtomicInteger count = inFlight.computeIfAbsent(model, name -> new AtomicInteger());
    if (count.incrementAndGet() > shadow.mostInFlight()) {
      count.decrementAndGet();
      count(model, shadow, "left out");
      return;
    }
    executor.execute(
        () -> {
          Object unused =
              upstream
                  .askBeside(asked.request(), time)
                  .aggregate()
                  .handleAsync(
                      (answer, failure) -> {
                        count.decrementAndGet();
                        String result =
                            failure == null ? verdict(asked, shadow, real, answer) : "failed";
                        count(model, shadow, result);
                        return result;
                      },
                      executor);
        });
  }

  private static String verdict(
      Routing.Asked asked,
      Shadow shadow,
      AggregatedHttpResponse real,
      AggregatedHttpResponse answer) {
    return new Comparison(shadow.tolerance()).isSame(real, answer, asked.call().answer())
        ? "same"
        : "different";
  }

  private void count(String model, Shadow shadow, String result) {
    Counter.builder("manabi.gateway.shadow")
        .description("What came of requests that were made to another version beside")
        .tag("model", model)
        .tag("version", Long.toString(shadow.version()))
        .tag("result", result)
        .register(registry)
        .increment();
  }

  /** Compares no more. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
