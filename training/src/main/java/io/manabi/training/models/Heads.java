package io.manabi.training.models;

import io.manabi.core.ManabiException;
import io.manabi.training.spec.Features;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What heads share. */
final class Heads {
  private Heads() {}

  /** The only number that a model gives of each example: [N, 1] becomes [N]. */
  static Operand<TFloat32> only(Ops tf, Operand<TFloat32> outputs) {
    if (outputs.shape().get(1) != 1) {
      throw ManabiException.user(
          "The last layer of the model gives %s; this head wants one number for each example, [N, 1]."
              .formatted(outputs.shape()));
    }
    return tf.squeeze(outputs, Squeeze.axis(List.of(1L)));
  }

  /** The mean of a loss over the batch, where examples may have weights. */
  static Operand<TFloat32> mean(
      Ops tf, Features features, Operand<TFloat32> each, Optional<String> weight) {
    Operand<TFloat32> weighted =
        weight
            .<Operand<TFloat32>>map(name -> tf.math.mul(each, features.floats(name)))
            .orElse(each);
    return tf.math.mean(weighted, tf.constant(0));
  }

  /** The names of classes, or their numbers where they have none. */
  static Operand<?> named(Ops tf, Operand<TInt64> classes, List<String> names) {
    return names.isEmpty()
        ? classes
        : tf.gather(tf.array(names.toArray(new String[0])), classes, tf.constant(0));
  }
}
