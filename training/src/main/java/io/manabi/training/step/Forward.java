package io.manabi.training.step;

import io.manabi.training.input.RecordFiles;
import io.manabi.training.network.Parameter;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * How the loss of a batch comes about.
 *
 * @param parameters what the model learns
 * @param values the values of these on the task
 * @param batch the examples
 * @param loss their loss, float scalar
 */
record Forward(
    List<Parameter> parameters,
    List<Operand<TFloat32>> values,
    Batch batch,
    Operand<TFloat32> loss) {

  /**
   * A batch that can be looked at again after its step.
   *
   * @param records string [N]: what the model reads
   * @param last the records of the last step
   * @param files where they come from
   */
  record Batch(Operand<TString> records, Operand<TString> last, RecordFiles files) {

    /** Keeps each batch until there is another; nothing is copied. */
    static Batch keep(Ops tf, Operand<TString> next, RecordFiles files) {
      Operand<? extends TType> kept =
          tf.varHandleOp(TString.class, Shape.unknown(), VarHandleOp.sharedName("last_batch"));
      Op keep = tf.assignVariableOp(kept, next);
      return new Batch(
          tf.withControlDependencies(keep).identity(next),
          tf.readVariableOp(kept, TString.class),
          files);
    }
  }
}
