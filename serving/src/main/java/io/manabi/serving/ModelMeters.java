package io.manabi.serving;

import io.manabi.prediction.ModelOptions;
import io.manabi.prediction.batching.RunListener;
import io.manabi.serving.http.RequestMeters;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures what models run: time in the queue and in the run, rows of batches, and who waits. */
public final class ModelMeters implements ModelOptions.Listeners {
  private final RequestMeters meters;
  private final ConcurrentMap<String, AtomicInteger> waiting = new ConcurrentHashMap<>();

  /** Measures together with these. */
  public ModelMeters(RequestMeters meters) {
    this.meters = meters;
  }

  @Override
  public RunListener of(String model, long version) {
    Timer queue = meters.stageTimer("queue", model);
    Timer run = meters.stageTimer("run", model);
    DistributionSummary rows = meters.batchRows(model);
    AtomicInteger length =
        waiting.computeIfAbsent(
            model,
            name ->
                meters
                    .registry()
                    .gauge("manabi.queue.length", Tags.of("model", name), new AtomicInteger()));
    return new RunListener() {
      @Override
      public void waited(long nanos) {
        queue.record(nanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void ran(int count, long nanos) {
        run.record(nanos, TimeUnit.NANOSECONDS);
        rows.record(count);
      }

      @Override
      public void queueChanged(int by) {
        length.addAndGet(by);
      }
    };
  }
}
