package io.manabi.training.parameters;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * What the learning rate is multiplied by, in variables beside the number of steps: the master
 * lowers it when a metric does not become better. Tasks that have parameters of their own must
 * change these alike, so their master only wishes for a factor, which all tasks take over at the
 * end of the same step.
 *
 * @param tf builds where the variables are
 * @param factor the variable that counts
 * @param wish the variable of the factor that the master wants
 * @param first the first value of both
 */
public record RateFactor(
    Ops tf, Operand<? extends TType> factor, Operand<? extends TType> wish, float first) {

  /**
   * Builds the variables.
   *
   * @param there builds where they are
   * @param reduces whether tasks have parameters of their own
   * @param first what the factor is at first
   */
  public static RateFactor build(Ops there, boolean reduces, float first) {
    Operand<? extends TType> factor = variable(there, "rate_factor");
    return new RateFactor(there, factor, reduces ? variable(there, "rate_wish") : factor, first);
  }

  private static Operand<? extends TType> variable(Ops tf, String name) {
    return tf.varHandleOp(TFloat32.class, Shape.scalar(), VarHandleOp.sharedName(name));
  }

  /** Gives both their first value. */
  public Op initializer() {
    Op wished = tf.assignVariableOp(wish, tf.constant(first));
    return tf.withControlDependencies(wished).assignVariableOp(factor, tf.constant(first));
  }

  /** The factor as it is, float scalar. */
  public Operand<TFloat32> value() {
    return tf.readVariableOp(factor, TFloat32.class);
  }

  /** Multiplies what the master wants. */
  public Op lower(float by) {
    return tf.assignVariableOp(
        wish, tf.math.mul(tf.readVariableOp(wish, TFloat32.class), tf.constant(by)));
  }

  /**
   * The part of a task in the mean over all tasks, which is what the master wants.
   *
   * @param trainer which task this is, 0 for the master
   * @param trainers how many there are
   */
  public Operand<TFloat32> share(int trainer, int trainers) {
    return trainer > 0
        ? tf.constant(0f)
        : tf.math.mul(tf.readVariableOp(wish, TFloat32.class), tf.constant((float) trainers));
  }

  /** Takes over what the master wants, once the step is made. */
  public Op takeOver(Op made, Operand<TFloat32> wanted) {
    return tf.withControlDependencies(made).assignVariableOp(factor, wanted);
  }
}
