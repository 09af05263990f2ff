package io.manabi.samples.mnist;

import io.manabi.training.network.Layer;
import io.manabi.training.network.Network;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Turns, stretches, slants and moves each image of a batch by random amounts, so that a model sees
 * a digit as many hands would write it.
 *
 * @param degrees the largest turn either way
 * @param stretch the largest change of width and of height, as a share
 * @param slant the largest slant either way, as a share of the height
 * @param pixels the largest move either way
 */
record Distortion(float degrees, float stretch, float slant, float pixels) implements Layer {
  private static final int SIZE = 28;

  /**
   * Distorts a batch.
   *
   * @param images float [N, 28, 28, 1]
   * @return float [N, 28, 28, 1]
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> images) {
    Ops tf = network.tf();
    Operand<TInt32> count = tf.slice(tf.shape(images), tf.array(0), tf.array(1));
    Operand<TFloat32> angle = uniform(network, count, 0, (float) Math.toRadians(degrees));
    Operand<TFloat32> width = uniform(network, count, 1, stretch);
    Operand<TFloat32> height = uniform(network, count, 1, stretch);
    Operand<TFloat32> shear = uniform(network, count, 0, slant);
    Operand<TFloat32> cos = tf.math.cos(angle);
    Operand<TFloat32> sin = tf.math.sin(angle);

    // The linear part is turn · slant · stretch; the rest keeps the middle where it is.
    Operand<TFloat32> a0 = tf.math.mul(cos, width);
    Operand<TFloat32> a1 = tf.math.mul(tf.math.sub(tf.math.mul(cos, shear), sin), height);
    Operand<TFloat32> b0 = tf.math.mul(sin, width);
    Operand<TFloat32> b1 = tf.math.mul(tf.math.add(tf.math.mul(sin, shear), cos), height);
    Operand<TFloat32> a2 = tf.math.add(toMiddle(tf, a0, a1), uniform(network, count, 0, pixels));
    Operand<TFloat32> b2 = tf.math.add(toMiddle(tf, b0, b1), uniform(network, count, 0, pixels));
    Operand<TFloat32> zero = tf.zerosLike(a0);
    Operand<TFloat32> transforms =
        tf.stack(List.of(a0, a1, a2, b0, b1, b2, zero, zero), Stack.axis(1L));
    return tf.image.imageProjectiveTransformV3(
        images, transforms, tf.array(SIZE, SIZE), tf.constant(0f), "BILINEAR");
  }

  private static Operand<TFloat32> uniform(
      Network network, Operand<TInt32> count, float middle, float most) {
    Ops tf = network.tf();
    Operand<TFloat32> noise = network.uniform(count);
    return tf.math.add(tf.math.mul(noise, tf.constant(2 * most)), tf.constant(middle - most));
  }

  private static Operand<TFloat32> toMiddle(Ops tf, Operand<TFloat32> x, Operand<TFloat32> y) {
    float middle = (SIZE - 1) / 2f;
    return tf.math.mul(tf.constant(middle), tf.math.sub(tf.math.sub(tf.constant(1f), x), y));
  }
}
