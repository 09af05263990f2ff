package io.manabi.training.cluster;

import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TInt64;

/**
 * Runs beside the steps, which take seconds. They are given up after some minutes, so that a server
 * that hangs does not make its clients hang, and made again where TensorFlow {@link RefusedRun
 * refuses} them.
 */
public final class SideRun {
  /** For what takes seconds: 10 minutes. */
  public static final RunOptions LIMIT = RunOptions.newBuilder().setTimeoutInMs(600_000).build();

  private SideRun() {}

  /** Makes a run that may be made twice in part. */
  public static Result make(Session.Runner runner) {
    return RefusedRun.repeat(runner.setOptions(LIMIT));
  }

  /** Runs an operation that gives nothing. */
  public static void make(Session session, Op operation) {
    make(session.runner().addTarget(operation)).close();
  }

  /** The value of an int64 scalar. */
  public static long readLong(Session session, Operand<TInt64> scalar) {
    try (Result result = make(session.runner().fetch(scalar))) {
      return ((TInt64) result.get(0)).getLong();
    }
  }
}
