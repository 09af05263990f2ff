package io.manabi.training.network;

import io.manabi.core.ManabiException;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Layers that distort images at random while the model trains, each image by itself, and otherwise
 * leave them as they are: a model then learns from more than there is. They have the names and
 * settings of <a href="https://keras.io/api/layers/preprocessing_layers/image_augmentation">Keras's
 * layers</a>. Like {@link Network#uniform}, they depend on the seed and the step, so that a
 * training that goes on distorts as if it had not ended. They come before what is learned, for
 * gradients do not go through all of them.
 */
public final class RandomImages {
  private RandomImages() {}

  /** Mirrors half of the images: left becomes right. */
  public static Layer flipHorizontally() {
    return Layers.whileTraining((network, x) -> flip(network, x, 2));
  }

  /** Turns half of the images upside down. */
  public static Layer flipVertically() {
    return Layers.whileTraining((network, x) -> flip(network, x, 1));
  }

  private static Operand<TFloat32> flip(Network network, Operand<TFloat32> images, int axis) {
    Ops tf = network.tf();
    return tf.select(
        tf.math.less(one(network, images), tf.constant(0.5f)),
        tf.reverse(images, tf.array(axis)),
        images);
  }

  /**
   * Moves images; what was outside is what is near the border, mirrored.
   *
   * @param height how far up or down at most, as a share of the height
   * @param width how far left or right at most, as a share of the width
   */
  public static Layer translation(double height, double width) {
    requireShare("translation", height);
    requireShare("translation", width);
    return Layers.whileTraining(
        (network, images) -> {
          Ops tf = network.tf();
          Shape shape = images.shape();
          Operand<TFloat32> down = between(network, images, height * shape.get(1));
          Operand<TFloat32> right = between(network, images, width * shape.get(2));
          Operand<TFloat32> zero = tf.zerosLike(down);
          Operand<TFloat32> one = tf.onesLike(down);
          return Warp.images(
              tf,
              images,
              shape,
              List.of(one, zero, right, zero, one, down, zero, zero),
              "BILINEAR");
        });
  }

  /**
   * Turns images around their middle; what was outside is what is near the border, mirrored.
   *
   * @param most how far at most in either direction, as a share of a full turn, as 0.05
   */
  public static Layer rotation(double most) {
    requireShare("rotation", most);
    return Layers.whileTraining(
        (network, images) ->
            Warp.rotate(network.tf(), images, between(network, images, most * 2 * Math.PI)));
  }

  /**
   * Cuts out a part of each image; in the middle when the model does not train.
   *
   * @param height of the part, in pixels, not more than that of images
   * @param width of the part, in pixels, not more than that of images
   */
  public static Layer crop(int height, int width) {
    return (network, images) -> {
      Shape from = images.shape();
      Shape to = Shape.of(from.get(0), height, width, from.get(3));
      long down = from.get(1) - height;
      long right = from.get(2) - width;
      if (height < 1 || width < 1 || down < 0 || right < 0) {
        throw ManabiException.user(
            "A crop of %s x %s pixels does not fit into images %s; take a smaller one."
                .formatted(height, width, Shapes.text(from)));
      }
      Ops tf = network.tf();
      if (network.mode() != Mode.TRAIN) {
        return tf.slice(
            images,
            tf.array(0, (int) (down / 2), (int) (right / 2), 0),
            tf.array(-1, height, width, -1));
      }
      Operand<TFloat32> x = whole(network, images, right);
      Operand<TFloat32> y = whole(network, images, down);
      Operand<TFloat32> zero = tf.zerosLike(x);
      Operand<TFloat32> one = tf.onesLike(x);
      return Warp.images(
          tf, images, to, List.of(one, zero, x, zero, one, y, zero, zero), "NEAREST");
    };
  }

  /**
   * Makes images brighter or darker.
   *
   * @param most how much at most, as a share of the range
   * @param low the least number of a pixel, as 0
   * @param high the greatest, as 1 or 255; what gets beyond either is cut
   */
  public static Layer brightness(double most, float low, float high) {
    requireShare("brightness", most);
    return Layers.whileTraining(
        (network, images) -> {
          Ops tf = network.tf();
          Operand<TFloat32> more =
              tf.reshape(between(network, images, most * (high - low)), tf.array(-1, 1, 1, 1));
          return tf.clipByValue(tf.math.add(images, more), tf.constant(low), tf.constant(high));
        });
  }

  /**
   * Makes differences from the mean of each channel larger or smaller.
   *
   * @param most how much at most, as a share, below 1
   */
  public static Layer contrast(double most) {
    requireShare("contrast", most);
    return Layers.whileTraining(
        (network, images) -> {
          Ops tf = network.tf();
          Operand<TFloat32> mean = tf.math.mean(images, tf.array(1, 2), Mean.keepDims(true));
          Operand<TFloat32> factor =
              tf.reshape(
                  tf.math.add(between(network, images, most), tf.constant(1f)),
                  tf.array(-1, 1, 1, 1));
          return tf.math.add(tf.math.mul(tf.math.sub(images, mean), factor), mean);
        });
  }

  /** A random number from 0 to below 1 for each image, [N, 1, 1, 1]. */
  private static Operand<TFloat32> one(Network network, Operand<TFloat32> images) {
    Ops tf = network.tf();
    if (images.shape().numDimensions() != 4) {
      throw ManabiException.user(
          "What distorts images needs [N, height, width, channels], not %s; reshape them, as by Layers.reshape."
              .formatted(Shapes.text(images.shape())));
    }
    Operand<TInt32> count = tf.slice(tf.shape(images), tf.array(0), tf.array(1));
    return network.uniform(tf.concat(List.of(count, tf.array(1, 1, 1)), tf.constant(0)));
  }

  /** A random number from {@code -most} to {@code most} for each image, [N]. */
  private static Operand<TFloat32> between(Network network, Operand<TFloat32> images, double most) {
    Ops tf = network.tf();
    Operand<TFloat32> shares = tf.reshape(one(network, images), tf.array(-1));
    return tf.math.mul(tf.math.sub(shares, tf.constant(0.5f)), tf.constant((float) (2 * most)));
  }

  /** A random whole number from 0 to {@code most} for each image, [N]. */
  private static Operand<TFloat32> whole(Network network, Operand<TFloat32> images, long most) {
    Ops tf = network.tf();
    Operand<TFloat32> shares = tf.reshape(one(network, images), tf.array(-1));
    return tf.math.floor(tf.math.mul(shares, tf.constant((float) (most + 1))));
  }

  private static void requireShare(String what, double share) {
    if (!(share >= 0 && share < 1)) {
      throw ManabiException.user(
          "A random %s needs a share from 0 to below 1, not %s.".formatted(what, share));
    }
  }
}
