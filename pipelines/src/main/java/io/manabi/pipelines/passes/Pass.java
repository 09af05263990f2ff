package io.manabi.pipelines.passes;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.joda.time.Duration;

/** A pass over data: a Beam pipeline that is built, run and watched. */
public final class Pass {
  private static final String ROWS = "rows";
  private static final String SPLITS = "splits";
  private static final Duration BETWEEN_PROGRESS = Duration.millis(200);

  private Pass() {}

  /** Counts the rows of a data set that are done, on a worker. */
  public static Counter rows(String dataSet) {
    return Metrics.counter(ROWS, dataSet);
  }

  /** Counts the splits that are done, on a worker. */
  public static Counter splits() {
    return Metrics.counter(SPLITS, SPLITS);
  }

  /** Told now and then how far a pass is. */
  @FunctionalInterface
  public interface Progress {

    /**
     * Takes what is known by now.
     *
     * @param rows how many rows are done
     * @param splits how many splits are done, if the pass counts them
     */
    void accept(long rows, long splits);
  }

  /**
   * Runs a pass to its end.
   *
   * @param runner what runs it
   * @param build builds the pipeline
   * @param progress told on the thread of the caller
   * @return the rows by the name of their data set
   * @throws ManabiException as what a worker threw, or if the pipeline fails otherwise
   * @throws IOException as what a worker threw
   */
  public static Map<String, Long> run(Runner runner, Consumer<Pipeline> build, Progress progress)
      throws IOException {
    Pipeline pipeline = runner.pipeline();
    build.accept(pipeline);
    try {
      PipelineResult running = pipeline.run();
      PipelineResult.State state;
      do {
        state = running.waitUntilFinish(BETWEEN_PROGRESS);
        progress.accept(sum(counters(running, ROWS)), sum(counters(running, SPLITS)));
      } while (state == null || !state.isTerminal());
      if (state != PipelineResult.State.DONE) {
        throw ManabiException.resources(
            "The pipeline ended as " + state + "; the log of the runner tells why.");
      }
      return counters(running, ROWS);
    } catch (RuntimeException e) { // Runners wrap failures in exceptions of many types.
      throw cause(e);
    }
  }

  /** What went wrong in user code, without what Beam wraps around it. */
  private static RuntimeException cause(RuntimeException failure) throws IOException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ManabiException known) {
        return known;
      }
      if (cause instanceof IOException cannotWrite) {
        throw cannotWrite;
      }
    }
    Throwable first = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      first = cause;
    }
    return ManabiException.internal("The pipeline failed: " + first, failure);
  }

  private static long sum(Map<String, Long> counters) {
    return counters.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Long> counters(PipelineResult result, String namespace) {
    Map<String, Long> counters = new TreeMap<>();
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace(namespace)).build();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return counters;
  }
}
