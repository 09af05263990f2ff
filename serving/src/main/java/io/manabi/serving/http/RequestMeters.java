package io.manabi.serving.http;

import io.manabi.prediction.Lease;
import io.manabi.prediction.tensors.PredictionFailure;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.proto.error.Code;

/**
 * Measures what is asked of models: how many requests ended with which code, how long they took,
 * and how long their bodies took to be decoded and encoded.
 */
public final class RequestMeters {
  /** The timer of requests. */
  public static final String REQUESTS = "manabi.requests";

  private static final Duration SHORTEST = Duration.ofNanos(100_000);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final MeterRegistry registry;
  private final Optional<Tracer> tracer;
  private final RequestLog log;
  private final ConcurrentMap<Ended, Timer> requests = new ConcurrentHashMap<>();
  private final ConcurrentMap<Stage, Timer> stages = new ConcurrentHashMap<>();

  /** Measures into a registry. */
  public RequestMeters(MeterRegistry registry) {
    this(registry, Optional.empty(), RequestLog.NONE);
  }

  /**
   * Measures into a registry, and tells more of some requests.
   *
   * @param tracer makes the spans of the parts of those that are traced
   * @param log keeps those that it wants
   */
  public RequestMeters(MeterRegistry registry, Optional<Tracer> tracer, RequestLog log) {
    this.registry = registry;
    this.tracer = tracer;
    this.log = log;
  }

  /**
   * What requests have in common that are measured together.
   *
   * @param entrypoint {@code rest} or {@code grpc}
   */
  private record Ended(String model, String api, String entrypoint, Code code) {}

  private record Stage(String name, String model) {}

  /**
   * Has a request answered by a version, which stays loaded until then, and measures it.
   *
   * @param model that is asked
   * @param api what is asked of it, such as {@code predict}
   * @param entrypoint {@code rest} or {@code grpc}
   * @param lease takes the version; if there is none, nothing is measured
   * @param work answers it
   * @throws PredictionFailure if there is no such version; all else is told by the future
   */
  public <T> CompletableFuture<T> measure(
      String model,
      String api,
      String entrypoint,
      Supplier<Lease> lease,
      Function<ModelRequest, CompletableFuture<T>> work) {
    long start = System.nanoTime();
    Lease taken = lease.get();
    boolean kept = log.wants(model);
    ModelRequest request =
        new ModelRequest(
            taken,
            stageTimer("decode", model),
            stageTimer("encode", model),
            tracer.flatMap(RequestSpans::current),
            kept);
    return taken
        .closeAfter(Attempt.of(() -> work.apply(request)))
        .whenComplete(
            (done, failure) -> {
              Code code = failure == null ? Code.OK : HttpCodes.codeOf(failure);
              requests
                  .computeIfAbsent(new Ended(model, api, entrypoint, code), this::timer)
                  .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
              if (kept && failure == null && !request.calls().isEmpty()) {
                log.log(
                    new RequestLog.Answered(
                        model,
                        taken.number(),
                        taken.metaGraph().getMetaInfoDef().getTagsList(),
                        api,
                        request.calls()));
              }
            });
  }

  private Timer timer(Ended ended) {
    return Timer.builder(REQUESTS)
        .description("Requests to models, until they are answered")
        .tag("model", ended.model())
        .tag("api", ended.api())
        .tag("entrypoint", ended.entrypoint())
        .tag("code", ended.code().name())
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(LONGEST)
        .register(registry);
  }

  /** The timer of a stage of requests: decode, queue, run or encode. */
  public Timer stageTimer(String stage, String model) {
    return stages.computeIfAbsent(new Stage(stage, model), this::timer);
  }

  private Timer timer(Stage stage) {
    return Timer.builder("manabi.stage")
        .description("Parts of requests: decode, queue, run, encode")
        .tag("stage", stage.name())
        .tag("model", stage.model())
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
