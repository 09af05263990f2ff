package io.manabi.training.cluster;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * A run of a session that a server refuses because it takes it for one that it has had. TensorFlow
 * numbers requests so that a server can tell one that is <a
 * href="https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/core/distributed_runtime/recent_request_ids.h">sent
 * twice</a>, and remembers the last 100,000. But a session makes each run on a thread of its own,
 * whose <a
 * href="https://github.com/tensorflow/tensorflow/blob/v2.18.0/third_party/xla/third_party/tsl/tsl/platform/random.cc">numbers</a>
 * depend on 32 random bits: of a million runs, some get a number that is remembered.
 *
 * <p>A server that refuses does nothing, and what others do for the run is cancelled. No step
 * changes anything before all servers have given it their parameters.
 */
public final class RefusedRun {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedRun.class);
  private static final String REASON = "RunGraph (Worker) request was received twice";

  /** Refused so often in a row is no chance. */
  private static final int MOST = 10;

  private RefusedRun() {}

  /** Makes a run that may be made twice in part, again while it is refused. */
  public static Result repeat(Session.Runner runner) {
    return repeat(runner::run, () -> {});
  }

  /**
   * Makes a run, again while it is refused.
   *
   * @param undo undoes what this task itself may have done of the run that was refused
   */
  public static <T> T repeat(Supplier<T> run, Runnable undo) {
    for (int refused = 1; ; refused++) {
      try {
        return run.get();
      } catch (TensorFlowException e) {
        if (refused == MOST || !String.valueOf(e.getMessage()).contains(REASON)) {
          throw e;
        }
        LOG.info("TensorFlow gave a run a number that it had used before; the run is made again");
        undo.run();
      }
    }
  }
}
