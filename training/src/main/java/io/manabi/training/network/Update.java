package io.manabi.training.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * What an {@link Optimizer} knows when it changes one parameter.
 *
 * @param tf where to build, on the device of the parameter
 * @param handles the resource of the parameter and those of its slots, in the order of {@link
 *     Optimizer#slots()}
 * @param gradient the gradient of the loss, of the shape of the parameter or of rows of it
 * @param rate the learning rate, float scalar
 * @param step the number of this update, from 1, float scalar
 */
public record Update(
    Ops tf,
    List<Operand<? extends TType>> handles,
    Operand<TFloat32> gradient,
    Operand<TFloat32> rate,
    Operand<TFloat32> step) {

  /** Makes the list immutable. */
  public Update {
    handles = List.copyOf(handles);
  }

  /** The resource of the parameter. */
  public Operand<? extends TType> parameter() {
    return handles.get(0);
  }

  /** The resource of a slot, by its place in {@link Optimizer#slots()}. */
  public Operand<? extends TType> slot(int index) {
    return handles.get(1 + index);
  }

  /** A number for an operation. */
  public Operand<TFloat32> constant(float number) {
    return tf.constant(number);
  }
}
