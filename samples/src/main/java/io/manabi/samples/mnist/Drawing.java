package io.manabi.samples.mnist;

import static io.manabi.samples.mnist.MnistPreprocessing.SIDE;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Turns one drawing into a digit as MNIST has it. MNIST was made of black and white pictures:
 * "normalized to fit in a 20x20 pixel box while preserving their aspect ratio", with grey levels
 * "as a result of the anti-aliasing technique", then "centered in a 28x28 image by computing the
 * center of mass of the pixels" (<a href="http://yann.lecun.com/exdb/mnist/">The MNIST
 * database</a>). Its digits were all written with pens much alike; lines thinner than theirs are
 * made as wide.
 */
final class Drawing {
  /** The side of the box that ink is scaled to, in pixels of the digit. */
  private static final int BOX = 20;

  /** How many pixels lie side by side in one of the digit while the width of lines is mended. */
  private static final int DETAIL = 4;

  /** The share of the strongest ink that counts for the bounding box. */
  private static final float EDGE = 0.1f;

  /** The width of lines, in pixels of the digit, that 98 in 100 digits of MNIST exceed. */
  private static final float THIN = 1.6f;

  /** The width that thin lines get; the median of MNIST is 2.5. */
  private static final float WIDENED = 2.2f;

  /**
   * The sum of |dx| + |dy| over the two edges of a line of length 1, in the mean of all directions.
   */
  private static final float EDGES_PER_LENGTH = (float) (8 / Math.PI);

  /** The mean of ink, weighted by itself, that 98 in 100 digits of MNIST exceed. */
  private static final float LEAST_STRENGTH = 0.75f;

  private final Ops tf;

  Drawing(Ops tf) {
    this.tf = tf;
  }

  /** A digit, uint8 [28, 28], of a picture, string []. A blank picture is an error. */
  Operand<TUint8> digit(Operand<TString> png) {
    Operand<TFloat32> detailed = scaled(cropped(new Ink(tf).of(png)), BOX * DETAIL);
    Operand<TFloat32> digit = centred(strengthened(scaled(widened(detailed), BOX)));
    return tf.dtypes.cast(tf.math.round(tf.math.mul(digit, tf.constant(255f))), TUint8.class);
  }

  /** The bounding box of the ink. */
  private Operand<TFloat32> cropped(Operand<TFloat32> ink) {
    Operand<TInt32> inked = tf.dtypes.cast(tf.math.greater(ink, tf.constant(EDGE)), TInt32.class);
    Operand<TInt32> rows = tf.reduceMax(inked, tf.constant(1));
    Operand<TInt32> columns = tf.reduceMax(inked, tf.constant(0));
    Operand<TInt32> begin = tf.stack(List.of(first(rows), first(columns)));
    Operand<TInt32> end = tf.stack(List.of(end(rows), end(columns)));
    return tf.slice(ink, begin, tf.math.sub(end, begin));
  }

  /** The index of the first 1, or 0. */
  private Operand<TInt32> first(Operand<TInt32> marks) {
    return tf.math.argMax(marks, tf.constant(0), TInt32.class);
  }

  /** The index after the last 1, or the length. */
  private Operand<TInt32> end(Operand<TInt32> marks) {
    return tf.math.sub(tf.size(marks), first(tf.reverse(marks, tf.array(0))));
  }

  /** The picture with its longer side scaled to {@code length}; pixels are means of areas. */
  private Operand<TFloat32> scaled(Operand<TFloat32> picture, int length) {
    Operand<TFloat32> sides = tf.dtypes.cast(tf.shape(picture), TFloat32.class);
    Operand<TFloat32> scale =
        tf.math.div(tf.constant((float) length), tf.reduceMax(sides, tf.constant(0)));
    Operand<TInt32> target =
        tf.math.maximum(
            tf.dtypes.cast(tf.math.round(tf.math.mul(sides, scale)), TInt32.class), tf.constant(1));
    return tf.reshape(tf.image.resizeArea(image(picture), target), target);
  }

  /** Lines that are thinner than those of MNIST, wider; the picture grows with them. */
  private Operand<TFloat32> widened(Operand<TFloat32> ink) {
    Operand<TFloat32> width = lineWidth(ink);
    Operand<TFloat32> missing =
        tf.math.mul(
            tf.math.sub(tf.constant(WIDENED), width),
            tf.dtypes.cast(tf.math.less(width, tf.constant(THIN)), TFloat32.class));
    Operand<TInt32> margin =
        tf.dtypes.cast(tf.math.round(tf.math.mul(missing, tf.constant(DETAIL / 2f))), TInt32.class);
    Operand<TInt32> window = tf.math.add(tf.math.mul(margin, tf.constant(2)), tf.constant(1));
    Operand<TInt32> one = tf.constant(1);
    Operand<TFloat32> wider = image(tf.pad(ink, tf.fill(tf.array(2, 2), margin), tf.constant(0f)));
    Operand<TInt32> step = tf.array(1, 1, 1, 1);
    wider = tf.nn.maxPool(wider, tf.stack(List.of(one, window, one, one)), step, "SAME");
    wider = tf.nn.maxPool(wider, tf.stack(List.of(one, one, window, one)), step, "SAME");
    return tf.squeeze(wider, Squeeze.axis(List.of(0L, 3L)));
  }

  /** The mean width of lines in pixels of the digit: their area by the length of their edges. */
  private Operand<TFloat32> lineWidth(Operand<TFloat32> ink) {
    Operand<TFloat32> framed =
        tf.pad(ink, tf.fill(tf.array(2, 2), tf.constant(1)), tf.constant(0f));
    Operand<TFloat32> edges =
        tf.math.add(
            sum(
                tf.math.abs(
                    tf.math.sub(
                        tf.stridedSlice(framed, Indices.sliceFrom(1), Indices.all()),
                        tf.stridedSlice(framed, Indices.sliceTo(-1), Indices.all())))),
            sum(
                tf.math.abs(
                    tf.math.sub(
                        tf.stridedSlice(framed, Indices.all(), Indices.sliceFrom(1)),
                        tf.stridedSlice(framed, Indices.all(), Indices.sliceTo(-1))))));
    return tf.math.divNoNan(tf.math.mul(sum(ink), tf.constant(EDGES_PER_LENGTH / DETAIL)), edges);
  }

  /** The same ink, its strongest pixel 1 and none of it too faint. */
  private Operand<TFloat32> strengthened(Operand<TFloat32> ink) {
    Operand<TFloat32> full = tf.math.divNoNan(ink, tf.reduceMax(ink, tf.array(0, 1)));
    Operand<TFloat32> strength = tf.math.divNoNan(sum(tf.math.square(full)), sum(full));
    Operand<TFloat32> gain =
        tf.math.maximum(tf.constant(1f), tf.math.divNoNan(tf.constant(LEAST_STRENGTH), strength));
    return tf.math.minimum(tf.math.mul(full, gain), tf.constant(1f));
  }

  private Operand<TFloat32> sum(Operand<TFloat32> picture) {
    return tf.sum(picture, tf.array(0, 1));
  }

  private Operand<TFloat32> image(Operand<TFloat32> picture) {
    return tf.expandDims(tf.expandDims(picture, tf.constant(0)), tf.constant(3));
  }

  /** The ink on 28 by 28 pixels, its centre of mass in the middle as far as it stays inside. */
  private Operand<TFloat32> centred(Operand<TFloat32> ink) {
    Operand<TInt32> before = tf.stack(List.of(margin(ink, 0), margin(ink, 1)));
    Operand<TInt32> after = tf.math.sub(tf.constant(SIDE), tf.math.add(before, tf.shape(ink)));
    return tf.pad(ink, tf.stack(List.of(before, after), Stack.axis(1L)), tf.constant(0f));
  }

  /** The blank pixels before the ink that bring its centre of mass to the middle of an axis. */
  private Operand<TInt32> margin(Operand<TFloat32> ink, int axis) {
    Operand<TFloat32> profile = tf.sum(ink, tf.constant(1 - axis));
    Operand<TInt32> size = tf.size(profile);
    Operand<TFloat32> places =
        tf.dtypes.cast(tf.range(tf.constant(0), size, tf.constant(1)), TFloat32.class);
    Operand<TFloat32> centre =
        tf.math.divNoNan(
            tf.sum(tf.math.mul(profile, places), tf.constant(0)), tf.sum(profile, tf.constant(0)));
    Operand<TInt32> margin =
        tf.dtypes.cast(tf.math.round(tf.math.sub(tf.constant(SIDE / 2f), centre)), TInt32.class);
    return tf.clipByValue(margin, tf.constant(0), tf.math.sub(tf.constant(SIDE), size));
  }
}
