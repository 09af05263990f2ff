package io.manabi.serving.codec;

import java.io.ByteArrayOutputStream;

/**
 * The short word for infinity: TensorFlow Serving takes {@code Inf} as {@code Infinity}, Jackson
 * does not.
 */
final class InfinityWords {
  private static final byte[] REST = {'i', 'n', 'i', 't', 'y'};

  private InfinityWords() {}

  /** The same JSON with the long word wherever the short one stands outside of a text. */
  static byte[] spellOut(byte[] body) {
    ByteArrayOutputStream spelt = new ByteArrayOutputStream(body.length + 16);
    boolean inText = false;
    for (int i = 0; i < body.length; i++) {
      byte each = body[i];
      spelt.write(each);
      if (inText && each == '\\' && i + 1 < body.length) {
        spelt.write(body[++i]);
      } else if (each == '"') {
        inText = !inText;
      } else if (!inText && each == 'f' && endsHere(body, i)) {
        spelt.write(REST, 0, REST.length);
      }
    }
    return spelt.toByteArray();
  }

  private static boolean endsHere(byte[] body, int end) {
    return end >= 2
        && body[end - 2] == 'I'
        && body[end - 1] == 'n'
        && (end + 1 == body.length || body[end + 1] != 'i');
  }
}
