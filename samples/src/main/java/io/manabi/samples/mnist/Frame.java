package io.manabi.samples.mnist;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What runs around a picture: its border, and a thin frame that tools put there. */
final class Frame {
  /** Frames are up to so many pixels wide. */
  private static final int WIDEST = 3;

  /** Compression makes them wider by so many. */
  private static final int SMEAR = 1;

  /** Pictures with a shorter side have none: what is near their border may be ink. */
  private static final int SMALLEST = 24;

  /** A frame differs from what it encloses at least by this, of 1. */
  private static final float LEAST_CONTRAST = 0.05f;

  /** And by so many times what its pixels differ. */
  private static final float EVENNESS = 4;

  private final Ops tf;

  Frame(Ops tf) {
    this.tf = tf;
  }

  /**
   * A picture, [H, W, C], without its frame: pixels at the edge that are alike all the way round,
   * and unlike most that they enclose.
   */
  Operand<TFloat32> removed(Operand<TFloat32> picture) {
    Operand<TInt32> sides = tf.stridedSlice(tf.shape(picture), Indices.sliceTo(2));
    Operand<TInt32> one =
        tf.dtypes.cast(
            tf.math.greaterEqual(tf.reduceMin(sides, tf.constant(0)), tf.constant(SMALLEST)),
            TInt32.class);
    Operand<TFloat32> colour = median(picture);
    Operand<TInt32> frame = tf.constant(0);
    for (int width = WIDEST; width > 0; width--) {
      Operand<TFloat32> last = cut(picture, tf.math.mul(one, tf.constant(width - 1)));
      Operand<TFloat32> inside = cut(picture, tf.math.mul(one, tf.constant(width)));
      frame = tf.select(isFrame(colour, last, inside), tf.constant(width + SMEAR), frame);
    }
    return cut(picture, frame);
  }

  private Operand<TBool> isFrame(
      Operand<TFloat32> colour, Operand<TFloat32> last, Operand<TFloat32> inside) {
    Operand<TFloat32> contrast = greatest(tf.math.abs(tf.math.sub(colour, median(inside))));
    Operand<TFloat32> unevenness =
        greatest(tf.math.mean(tf.math.abs(tf.math.sub(border(last), colour)), tf.constant(0)));
    return tf.math.logicalAnd(
        tf.math.greater(contrast, tf.constant(LEAST_CONTRAST)),
        tf.math.greater(contrast, tf.math.mul(unevenness, tf.constant(EVENNESS))));
  }

  /** A picture without so many pixels at each side. */
  private Operand<TFloat32> cut(Operand<TFloat32> picture, Operand<TInt32> pixels) {
    Operand<TInt32> margin = tf.math.mul(tf.array(1, 1, 0), pixels);
    return tf.slice(
        picture, margin, tf.math.sub(tf.shape(picture), tf.math.mul(margin, tf.constant(2))));
  }

  private Operand<TFloat32> greatest(Operand<TFloat32> values) {
    return tf.reduceMax(values, tf.constant(0));
  }

  /** The median of the border of a picture, [H, W, C], in each channel: [C]. */
  Operand<TFloat32> median(Operand<TFloat32> picture) {
    Operand<TFloat32> border = tf.linalg.transpose(border(picture), tf.array(1, 0));
    Operand<TInt32> half =
        tf.math.div(tf.gather(tf.shape(border), tf.constant(1), tf.constant(0)), tf.constant(2));
    Operand<TFloat32> greaterHalf =
        tf.nn.topK(border, tf.math.add(half, tf.constant(1)), TInt32.class).values();
    return tf.gather(greaterHalf, half, tf.constant(1));
  }

  private Operand<TFloat32> border(Operand<TFloat32> picture) {
    return tf.concat(
        List.of(
            tf.stridedSlice(picture, Indices.at(0)),
            tf.stridedSlice(picture, Indices.at(-1)),
            tf.stridedSlice(picture, Indices.all(), Indices.at(0)),
            tf.stridedSlice(picture, Indices.all(), Indices.at(-1))),
        tf.constant(0));
  }
}
