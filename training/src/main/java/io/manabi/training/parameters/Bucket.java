package io.manabi.training.parameters;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Several tensors as one: a message between processes has a fixed cost.
 *
 * @param members which of a list of tensors
 * @param shapes the shapes of the members
 */
record Bucket(List<Integer> members, List<Shape> shapes) {

  /** How many numbers it has. */
  long size() {
    return shapes.stream().mapToLong(Shape::size).sum();
  }

  /** The members among {@code tensors} in a row, float [size]; a single one keeps its shape. */
  Operand<TFloat32> pack(Ops tf, List<Operand<TFloat32>> tensors) {
    if (members.size() == 1) {
      return tensors.get(members.get(0));
    }
    Operand<TInt32> flat = tf.constant(new int[] {-1});
    List<Operand<TFloat32>> pieces = new ArrayList<>();
    members.forEach(i -> pieces.add(tf.reshape(tensors.get(i), flat)));
    return tf.concat(pieces, tf.constant(0));
  }

  /** The reverse: puts each member in its place in {@code into}. */
  void unpack(Ops tf, Operand<TFloat32> packed, List<Operand<TFloat32>> into) {
    if (members.size() == 1) {
      into.set(members.get(0), packed);
      return;
    }
    long[] sizes = shapes.stream().mapToLong(Shape::size).toArray();
    List<? extends Operand<TFloat32>> pieces =
        tf.splitV(packed, tf.constant(sizes), tf.constant(0), (long) sizes.length).output();
    for (int k = 0; k < sizes.length; k++) {
      into.set(members.get(k), tf.reshape(pieces.get(k), tf.constant(shapes.get(k))));
    }
  }
}
