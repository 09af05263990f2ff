package io.manabi.training.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.image.ImageProjectiveTransformV3;
import org.tensorflow.types.TFloat32;

/** Moves the pixels of images. What was outside is what is near the border, mirrored. */
final class Warp {
  private Warp() {}

  /**
   * Turns images.
   *
   * @param angles by how much, counter-clockwise, in radians, float [N]
   */
  static Operand<TFloat32> rotate(Ops tf, Operand<TFloat32> images, Operand<TFloat32> angles) {
    Shape shape = images.shape();
    Operand<TFloat32> right = tf.constant((shape.get(2) - 1) / 2f);
    Operand<TFloat32> low = tf.constant((shape.get(1) - 1) / 2f);
    Operand<TFloat32> cos = tf.math.cos(angles);
    Operand<TFloat32> sin = tf.math.sin(angles);
    Operand<TFloat32> across =
        tf.math.sub(right, tf.math.sub(tf.math.mul(cos, right), tf.math.mul(sin, low)));
    Operand<TFloat32> down =
        tf.math.sub(low, tf.math.add(tf.math.mul(sin, right), tf.math.mul(cos, low)));
    Operand<TFloat32> zero = tf.zerosLike(angles);
    return images(
        tf,
        images,
        shape,
        List.of(cos, tf.math.neg(sin), across, sin, cos, down, zero, zero),
        "BILINEAR");
  }

  /**
   * Images of which each pixel comes from somewhere else.
   *
   * @param to the shape of the results
   * @param parts the eight numbers of the projection, each [N]
   */
  static Operand<TFloat32> images(
      Ops tf, Operand<TFloat32> images, Shape to, List<Operand<TFloat32>> parts, String how) {
    Operand<TFloat32> moved =
        tf.image.imageProjectiveTransformV3(
            images,
            tf.stack(parts, Stack.axis(1L)),
            tf.array((int) to.get(1), (int) to.get(2)),
            tf.constant(0f),
            how,
            ImageProjectiveTransformV3.fillMode("REFLECT"));
    return tf.reshape(moved, tf.array(-1L, to.get(1), to.get(2), to.get(3)));
  }
}
