package io.manabi.serving.tensorflow;

import io.manabi.prediction.AnsweredCall;
import io.manabi.prediction.sources.ModelConfig;
import io.manabi.prediction.sources.SampledLog;
import io.manabi.serving.apis.PredictionLog;
import io.manabi.serving.http.RequestLog;
import io.manabi.serving.http.RequestMeters;
import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs some of the requests to models with their answers, as TFRecord files of {@code
 * PredictionLog} messages, as the {@code logging_config} of each model says. One thread makes the
 * messages and writes them, and no request waits for it: what is too much for it, or cannot be
 * written, is dropped and counted.
 */
public final class PredictionLogs implements RequestLog, AutoCloseable {
  /** The counter of what was to be logged and is not. */
  public static final String DROPPED = "manabi.prediction.log.dropped";

  private static final Logger LOG = LoggerFactory.getLogger(PredictionLogs.class);
  private static final long MOST_WAITING_BYTES = 64L << 20;

  /** What a request takes in memory beside its tensors, about. */
  private static final long OVERHEAD = 2048;

  private static final int CLOSE_SECONDS = 10;

  private final RequestMeters meters;
  private final Clock clock;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final LogWriter writer;

  /** Its one thread writes. */
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread one = new Thread(task, "prediction-log");
            one.setDaemon(true);
            return one;
          });

  private volatile Map<String, SampledLog> logs = Map.of();

  /** Logs nothing yet, counts what is dropped, and names files by a clock. */
  public PredictionLogs(RequestMeters meters, Clock clock) {
    this.meters = meters;
    this.clock = clock;
    this.writer = new LogWriter(clock);
    Object unused = thread.scheduleWithFixedDelay(writer::finishOld, 1, 1, TimeUnit.SECONDS);
  }

  /** The models of a source, which are logged as they say each time that somebody looks at them. */
  public Supplier<List<ModelConfig>> follow(Supplier<List<ModelConfig>> source) {
    return () -> {
      List<ModelConfig> models = source.get();
      configure(models);
      return models;
    };
  }

  private void configure(List<ModelConfig> models) {
    Map<String, SampledLog> wanted =
        models.stream()
            .filter(model -> model.log().isPresent())
            .collect(
                Collectors.toUnmodifiableMap(
                    ModelConfig::name, model -> model.log().orElseThrow()));
    if (!wanted.equals(logs)) {
      wanted.keySet().forEach(this::dropped);
      logs = wanted;
      thread.execute(this::finishUnwanted);
    }
  }

  @Override
  public boolean wants(String model) {
    SampledLog log = logs.get(model);
    return log != null && ThreadLocalRandom.current().nextDouble() < log.rate();
  }

  @Override
  public void log(Answered request) {
    SampledLog log = logs.get(request.model());
    if (log == null) {
      return;
    }
    long bytes = OVERHEAD + request.calls().stream().mapToLong(AnsweredCall::sizeInBytes).sum();
    if (waitingBytes.addAndGet(bytes) > MOST_WAITING_BYTES) {
      waitingBytes.addAndGet(-bytes);
      dropped(request.model()).increment();
      return;
    }
    try {
      thread.execute(
          () -> {
            try {
              write(request, log);
            } finally {
              waitingBytes.addAndGet(-bytes);
            }
          });
    } catch (RejectedExecutionException e) {
      dropped(request.model()).increment(); // The server ends.
    }
  }

  private Counter dropped(String model) {
    return Counter.builder(DROPPED)
        .description("Sampled requests that the prediction log has not")
        .tag("model", model)
        .register(meters.registry());
  }

  private void write(Answered request, SampledLog log) {
    boolean written = false;
    try {
      PredictionLog message = LoggedMessages.of(request, log.rate(), clock.instant());
      written = writer.write(log.filePrefix(), message.toByteArray());
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request to model {} cannot be logged", request.model(), e);
    }
    if (!written) {
      dropped(request.model()).increment();
    }
  }

  private void finishUnwanted() {
    writer.keepOnly(logs.values().stream().map(SampledLog::filePrefix).collect(Collectors.toSet()));
  }

  /** Writes what waits, for some seconds at most, and finishes the files. */
  @Override
  public void close() {
    if (!thread.isShutdown()) {
      thread.execute(writer::close);
      thread.shutdown();
    }
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The prediction log could not be written to its end in {} s", CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
