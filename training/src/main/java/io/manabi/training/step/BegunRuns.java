package io.manabi.training.step;

import io.manabi.training.cluster.SideRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * How many runs of a task have begun, steps and others, told on each device that takes part in
 * them.
 *
 * @param resets sets the numbers to 0
 * @param begin counts a run on each device; waits for nothing
 * @param counts the numbers, int64 scalars
 */
public record BegunRuns(List<Op> resets, List<Op> begin, List<Operand<TInt64>> counts) {
  /**
   * Builds the numbers.
   *
   * @param devices builds on each device
   * @param trainer which of the tasks this is, from 0
   */
  static BegunRuns build(List<Ops> devices, int trainer) {
    List<Op> resets = new ArrayList<>();
    List<Op> begin = new ArrayList<>();
    List<Operand<TInt64>> counts = new ArrayList<>();
    for (Ops tf : devices) {
      Operand<? extends TType> count =
          tf.varHandleOp(
              TInt64.class,
              Shape.scalar(),
              VarHandleOp.sharedName(
                  String.format(Locale.ROOT, "begun_runs_%d_%d", trainer, counts.size())));
      resets.add(tf.assignVariableOp(count, tf.constant(0L)));
      begin.add(tf.assignAddVariableOp(count, tf.constant(1L)));
      counts.add(tf.readVariableOp(count, TInt64.class));
    }
    return new BegunRuns(resets, begin, counts);
  }

  /**
   * Sets the numbers to 0. Like {@link #everywhere}, by a run for each device, which TensorFlow
   * cannot lose.
   */
  public void reset(Session session) {
    resets.forEach(each -> SideRun.make(session, each));
  }

  /** Has a run count itself. */
  public void addTo(Session.Runner runner) {
    begin.forEach(runner::addTarget);
  }

  /** The smallest number of all devices. */
  public long everywhere(Session session) {
    return counts.stream().mapToLong(each -> SideRun.readLong(session, each)).min().orElseThrow();
  }
}
