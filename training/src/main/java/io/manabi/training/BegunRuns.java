package io.manabi.training;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Which run of a task, a step or another one, has begun last, told on each device that takes part.
 *
 * @param numbers the number of the run, an int64 scalar for each device
 * @param begin tells it on each device; waits for nothing
 * @param last the last one that has begun on each device, int64 scalars
 */
record BegunRuns(List<Operand<TInt64>> numbers, List<Op> begin, List<Operand<TInt64>> last) {
  /**
   * Builds what tells it.
   *
   * @param devices builds on each device
   * @param trainer which of the tasks this is, from 0
   */
  static BegunRuns build(List<Ops> devices, int trainer) {
    List<Operand<TInt64>> numbers = new ArrayList<>();
    List<Op> begin = new ArrayList<>();
    List<Operand<TInt64>> last = new ArrayList<>();
    for (Ops tf : devices) {
      Operand<TInt64> number = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      Operand<? extends TType> variable =
          tf.varHandleOp(
              TInt64.class,
              Shape.scalar(),
              VarHandleOp.sharedName("begun_run_%d_%d".formatted(trainer, numbers.size())));
      numbers.add(number);
      begin.add(tf.assignVariableOp(variable, number));
      last.add(tf.readVariableOp(variable, TInt64.class));
    }
    return new BegunRuns(numbers, begin, last);
  }

  /** Has a run tell its number. */
  void addTo(Session.Runner runner, TInt64 number) {
    numbers.forEach(each -> runner.feed(each, number));
    begin.forEach(runner::addTarget);
  }

  /** Whether a run has begun on all devices. */
  boolean hasBegun(Session session, long number) {
    return last.stream().allMatch(each -> read(session, each) == number);
  }

  /** A run of its own for each device, for one of several devices may be lost itself. */
  private static long read(Session session, Operand<TInt64> last) {
    try {
      return TrainingTask.readLong(session, last);
    } catch (TFFailedPreconditionException e) {
      // None has begun there.
      return 0;
    }
  }
}
