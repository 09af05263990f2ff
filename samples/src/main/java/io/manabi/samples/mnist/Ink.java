package io.manabi.samples.mnist;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.op.image.DecodePng;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Finds the ink in a picture, whatever colours ink and paper have. */
final class Ink {
  /** Less contrast than this between ink and background, of 1, is a blank picture. */
  private static final float LEAST_CONTRAST = 0.05f;

  private final Ops tf;

  Ink(Ops tf) {
    this.tf = tf;
  }

  /**
   * How much each pixel of a picture, string [], differs from the background: float [H, W], 0 where
   * the paper is, 1 where the ink is strongest. The background is the median of the border, so
   * paper may be white, black, coloured or transparent; a frame around it does not count. A blank
   * picture is an error: whatever a model said of it would be wrong.
   */
  Operand<TFloat32> of(Operand<TString> picture) {
    Operand<TFloat32> planes = new Frame(tf).removed(planes(picture));
    Operand<TFloat32> ink = tf.reduceMax(difference(planes), tf.constant(2));
    Operand<TFloat32> strongest = tf.reduceMax(ink, tf.array(0, 1));
    Op seen =
        tf.assertThat(
            tf.math.greaterEqual(strongest, tf.constant(LEAST_CONTRAST)),
            List.of(tf.constant("The picture is blank; expected a digit.")));
    return tf.withControlDependencies(seen).math.div(ink, strongest);
  }

  /** Colours times alpha, and alpha: four planes, float [H, W, 4], up to 1. */
  private Operand<TFloat32> planes(Operand<TString> png) {
    Operand<TUint8> bytes = tf.image.decodePng(asPng(png), TUint8.class, DecodePng.channels(4L));
    List<Operand<TFloat32>> planes = new ArrayList<>();
    for (Operand<TUint8> plane : tf.unstack(bytes, 4L, Unstack.axis(2L))) {
      planes.add(tf.dtypes.cast(plane, TFloat32.class));
    }
    // Divided by its maximum, not by 255: for pictures of 1, 2 or 4 bits the decoder says 1, 3 or
    // 15 where it means opaque.
    Operand<TFloat32> alpha =
        tf.math.divNoNan(planes.get(3), tf.reduceMax(planes.get(3), tf.array(0, 1)));
    Operand<TFloat32> opacity = tf.math.mul(alpha, tf.constant(1 / 255f));
    return tf.stack(
        List.of(
            tf.math.mul(planes.get(0), opacity),
            tf.math.mul(planes.get(1), opacity),
            tf.math.mul(planes.get(2), opacity),
            alpha),
        Stack.axis(2L));
  }

  /**
   * The same picture as PNG: a JPEG, GIF or BMP, of which the first frame counts, has no alpha and
   * cannot be decoded with four channels; a JPEG may have to be turned.
   */
  private Operand<TString> asPng(Operand<TString> picture) {
    // Long enough to be looked into, even if it is empty.
    Operand<TString> longer = tf.strings.join(List.of(picture, tf.constant("....")));
    Operand<TBool> isPng =
        tf.math.equal(
            tf.strings.substr(longer, tf.constant(1), tf.constant(3)), tf.constant("PNG"));
    Operand<TString> pixel = tf.image.encodePng(tf.zeros(tf.array(1, 1, 3), TUint8.class));
    Operand<TString> other = tf.select(isPng, pixel, picture);
    Operand<TUint8> decoded =
        tf.image.decodeImage(
            other, TUint8.class, DecodeImage.channels(3L), DecodeImage.expandAnimations(false));
    return tf.select(isPng, picture, tf.image.encodePng(new Turn(tf).upright(other, decoded)));
  }

  /** From the background, in each plane. */
  private Operand<TFloat32> difference(Operand<TFloat32> planes) {
    return tf.math.abs(tf.math.sub(planes, new Frame(tf).median(planes)));
  }
}
