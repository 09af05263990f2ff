package io.manabi.training;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * How many steps of a task have begun, told on each device that takes part in them.
 *
 * @param resets sets the numbers to 0
 * @param begin counts a step on each device; waits for nothing
 * @param counts the numbers, int64 scalars
 */
record BegunSteps(List<Op> resets, List<Op> begin, List<Operand<TInt64>> counts) {
  /**
   * Builds the numbers.
   *
   * @param devices builds on each device
   * @param trainer which of the tasks this is, from 0
   */
  static BegunSteps build(List<Ops> devices, int trainer) {
    List<Op> resets = new ArrayList<>();
    List<Op> begin = new ArrayList<>();
    List<Operand<TInt64>> counts = new ArrayList<>();
    for (Ops tf : devices) {
      Operand<? extends TType> count =
          tf.varHandleOp(
              TInt64.class,
              Shape.scalar(),
              VarHandleOp.sharedName("begun_steps_%d_%d".formatted(trainer, counts.size())));
      resets.add(tf.assignVariableOp(count, tf.constant(0L)));
      begin.add(tf.assignAddVariableOp(count, tf.constant(1L)));
      counts.add(tf.readVariableOp(count, TInt64.class));
    }
    return new BegunSteps(resets, begin, counts);
  }

  /** Resets the numbers with another operation. */
  Op resetWith(Ops task, Op other) {
    List<Op> all = new ArrayList<>(resets);
    all.add(other);
    return task.withControlDependencies(all).noOp();
  }

  /** The smallest number of all devices. */
  long everywhere(Session session) {
    Session.Runner runner = session.runner().setOptions(Evaluator.LIMIT);
    counts.forEach(runner::fetch);
    try (Result result = runner.run()) {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < counts.size(); i++) {
        least = Math.min(least, ((TInt64) result.get(i)).getLong());
      }
      return least;
    }
  }
}
