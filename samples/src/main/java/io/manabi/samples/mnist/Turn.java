package io.manabi.samples.mnist;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Turns photographs as their Exif orientation says, which phones write into JPEG and TensorFlow
 * does not read.
 *
 * @see <a href="https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E">Exif
 *     3.0, tag 0x0112</a>
 */
final class Turn {
  /** Where the tag is: in the first segments, before the picture. */
  private static final int HEAD_BYTES = 4096;

  /** The entry of the tag, one number of 16 bits, in both orders of bytes. */
  private static final String EXIF =
      "^\\C*?Exif\\x00\\x00(?:"
          + "II\\*\\x00\\C*?\\x12\\x01\\x03\\x00\\x01\\x00\\x00\\x00([\\x01-\\x08])\\x00"
          + "|MM\\x00\\*\\C*?\\x01\\x12\\x00\\x03\\x00\\x00\\x00\\x01\\x00([\\x01-\\x08])"
          + ")\\C*$";

  private static final String UPRIGHT = "\u0001";

  private final Ops tf;

  Turn(Ops tf) {
    this.tf = tf;
  }

  /**
   * A picture as it is to be seen.
   *
   * @param file that it was read from, string []
   * @param pixels uint8 [H, W, C]
   */
  Operand<TUint8> upright(Operand<TString> file, Operand<TUint8> pixels) {
    Operand<TInt32> way = tf.math.sub(orientation(file), tf.constant(1));
    Operand<TInt32> sides =
        tf.gather(
            tf.constant(
                new int[][] {
                  {0, 1, 2}, {0, 1, 2}, {0, 1, 2}, {0, 1, 2},
                  {1, 0, 2}, {1, 0, 2}, {1, 0, 2}, {1, 0, 2}
                }),
            way,
            tf.constant(0));
    Operand<TInt32> steps =
        tf.gather(
            tf.constant(
                new int[][] {
                  {1, 1, 1}, {1, -1, 1}, {-1, -1, 1}, {-1, 1, 1},
                  {1, 1, 1}, {1, -1, 1}, {-1, -1, 1}, {-1, 1, 1}
                }),
            way,
            tf.constant(0));
    Operand<TInt32> all = tf.array(0, 0, 0);
    return tf.stridedSlice(
        tf.linalg.transpose(pixels, sides),
        all,
        all,
        steps,
        StridedSlice.beginMask(7L),
        StridedSlice.endMask(7L));
  }

  /** 1 to 8; 1 if the file says nothing. */
  private Operand<TInt32> orientation(Operand<TString> file) {
    Operand<TString> head = tf.strings.substr(file, tf.constant(0), tf.constant(HEAD_BYTES));
    Operand<TString> pattern = tf.constant(EXIF);
    Operand<TString> number =
        tf.select(
            tf.strings.regexFullMatch(head, pattern),
            tf.strings.regexReplace(head, pattern, tf.constant("\\1\\2")),
            tf.constant(UPRIGHT));
    Operand<TUint8> bytes = tf.io.decodeRaw(number, TUint8.class);
    return tf.dtypes.cast(tf.gather(bytes, tf.constant(0), tf.constant(0)), TInt32.class);
  }
}
