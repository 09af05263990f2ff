package io.manabi.training.parameters;

import io.manabi.training.saved.CheckpointDirectory;
import io.manabi.training.saved.Saver;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * How far training is, in variables beside the parameters.
 *
 * @param tf builds where they are
 * @param counter the variable with the number of steps made
 * @param step its value as it is, int64 scalar
 * @param examples the variable with the number of examples that these steps took
 * @param seen its value as it is, int64 scalar
 * @param examplesOfAStep how many a step takes
 * @param stop the variable that is above 0 once somebody wants training to end before its time
 */
public record Progress(
    Ops tf,
    Operand<? extends TType> counter,
    Operand<TInt64> step,
    Operand<? extends TType> examples,
    Operand<TInt64> seen,
    long examplesOfAStep,
    Operand<? extends TType> stop) {

  /** What a task writes that is told to end. */
  public static final float STOP = 1;

  /** What the master writes at the end; more than the mean of those, of any number of tasks. */
  private static final float END = 1e6f;

  /** Builds the variables. */
  public static Progress build(Ops tf, long examplesOfAStep) {
    Operand<? extends TType> counter =
        tf.withName(CheckpointDirectory.STEPS)
            .varHandleOp(
                TInt64.class, Shape.scalar(), VarHandleOp.sharedName(CheckpointDirectory.STEPS));
    Operand<? extends TType> stop =
        tf.withName("stop")
            .varHandleOp(TFloat32.class, Shape.scalar(), VarHandleOp.sharedName("stop"));
    Operand<? extends TType> examples =
        tf.withName(CheckpointDirectory.EXAMPLES)
            .varHandleOp(
                TInt64.class, Shape.scalar(), VarHandleOp.sharedName(CheckpointDirectory.EXAMPLES));
    return new Progress(
        tf,
        counter,
        tf.readVariableOp(counter, TInt64.class),
        examples,
        tf.readVariableOp(examples, TInt64.class),
        examplesOfAStep,
        stop);
  }

  /** First values. */
  public List<Op> initializers() {
    return List.of(
        tf.assignVariableOp(counter, tf.constant(0L)),
        tf.assignVariableOp(examples, tf.constant(0L)),
        tf.assignVariableOp(stop, tf.constant(0f)));
  }

  /** What belongs into a checkpoint. */
  public List<Saver.Entry> entries(@Nullable DeviceSpec device) {
    return List.of(
        new Saver.Entry(CheckpointDirectory.STEPS, counter, TInt64.class, device),
        new Saver.Entry(CheckpointDirectory.EXAMPLES, examples, TInt64.class, device));
  }

  /** Counts a step, after {@code updates}. */
  Op count(List<Op> updates) {
    Op taken =
        tf.withControlDependencies(updates)
            .assignAddVariableOp(examples, tf.constant(examplesOfAStep));
    return tf.withControlDependencies(taken).assignAddVariableOp(counter, tf.constant(1L));
  }

  /** The number of steps after something. */
  public Operand<TInt64> stepAfter(Op op) {
    return tf.withControlDependencies(op).readVariableOp(counter, TInt64.class);
  }

  /** Whether somebody wants the end, after something: above 0 then, float scalar. */
  public Operand<TFloat32> stopAfter(Op op) {
    return tf.withControlDependencies(op).readVariableOp(stop, TFloat32.class);
  }

  /** Wants the end of training, which has learned what it can, or as long as it may. */
  public Op requestEnd() {
    return tf.assignVariableOp(stop, tf.constant(END));
  }

  /** Wants a break, for a process is told to end: training is to go on later. */
  public Op requestStop() {
    return tf.assignVariableOp(stop, tf.constant(STOP));
  }
}
