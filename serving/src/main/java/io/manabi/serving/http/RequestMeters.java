package io.manabi.serving.http;

import io.manabi.prediction.tensors.PredictionFailure;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.error.Code;

/**
 * Measures what is asked of models: how many requests ended with which code, how long they took,
 * and how long their bodies took to be decoded and encoded.
 */
public final class RequestMeters {
  private static final Duration SHORTEST = Duration.ofNanos(100_000);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final MeterRegistry registry;

  /** Measures into a registry. */
  public RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Measures a request until it is answered.
   *
   * @param model that was asked
   * @param api what was asked of it, such as {@code predict}
   * @param entrypoint {@code rest} or {@code grpc}
   * @param start when it came, on the clock of {@link System#nanoTime}
   */
  public <T> CompletableFuture<T> measure(
      String model, String api, String entrypoint, long start, CompletableFuture<T> answer) {
    return answer.whenComplete(
        (done, failure) ->
            timer("manabi.requests", model, api, entrypoint, codeOf(failure))
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS));
  }

  private Timer timer(String name, String model, String api, String entrypoint, Code code) {
    return Timer.builder(name)
        .description("Requests to models, until they are answered")
        .tag("model", model)
        .tag("api", api)
        .tag("entrypoint", entrypoint)
        .tag("code", code.name())
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(LONGEST)
        .register(registry);
  }

  private static Code codeOf(@Nullable Throwable failure) {
    if (failure == null) {
      return Code.OK;
    }
    PredictionFailure known = HttpCodes.failure(failure);
    return known.code();
  }

  /** Measures the decoding of a body. */
  public <T> T decode(String model, Supplier<T> work) {
    return stage("decode", model, work);
  }

  /** Measures the encoding of a body. */
  public <T> T encode(String model, Supplier<T> work) {
    return stage("encode", model, work);
  }

  private <T> T stage(String stage, String model, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      stageTimer(stage, model).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }
  }

  /** The timer of a stage of requests: decode, queue, run or encode. */
  public Timer stageTimer(String stage, String model) {
    return Timer.builder("manabi.stage")
        .description("Parts of requests: decode, queue, run, encode")
        .tag("stage", stage)
        .tag("model", model)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofNanos(10_000))
        .maximumExpectedValue(LONGEST)
        .register(registry);
  }

  /** The sizes of batches, in rows. */
  public DistributionSummary batchRows(String model) {
    return DistributionSummary.builder("manabi.batch.rows")
        .description("Rows that were run together")
        .tag("model", model)
        .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
        .register(registry);
  }

  /** What it measures into. */
  public MeterRegistry registry() {
    return registry;
  }
}
