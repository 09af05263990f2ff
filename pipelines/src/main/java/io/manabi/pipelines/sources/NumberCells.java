package io.manabi.pipelines.sources;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Numbers as text, read without making strings of them. */
final class NumberCells {
  /** Floats have all integers up to here, and all powers of ten up to ten exactly. */
  private static final int EXACT = 1 << 24;

  private static final float[] POWERS = {
    1, 10, 100, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f
  };

  private NumberCells() {}

  /** Whether a text is an integer of 64 bits. */
  static boolean isInt64(byte[] bytes, int start, int end) {
    int first = start < end && (bytes[start] == '-' || bytes[start] == '+') ? start + 1 : start;
    if (first == end) {
      return false;
    }
    for (int i = first; i < end; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return end - first <= 18 || fits(bytes, start, end);
  }

  /** The integer that {@link #isInt64} found. */
  static long int64(byte[] bytes, int start, int end) {
    boolean negative = bytes[start] == '-';
    long value = 0;
    for (int i = negative || bytes[start] == '+' ? start + 1 : start; i < end; i++) {
      value = 10 * value - (bytes[i] - '0'); // Negative, as there is one more of them.
    }
    return negative ? value : -value;
  }

  /**
   * The float nearest to a decimal number; also {@code nan}, {@code inf} and {@code infinity} in
   * any case, with a sign.
   *
   * @throws NumberFormatException if the text is no number, or too large for a float
   */
  static float float32(byte[] bytes, int start, int end) {
    int position = start;
    boolean negative = position < end && bytes[position] == '-';
    if (negative) {
      position++;
    }
    int mantissa = 0;
    int scale = 0;
    int digits = 0;
    boolean point = false;
    for (; position < end; position++) {
      int digit = bytes[position] - '0';
      if (digit >= 0 && digit <= 9 && mantissa < EXACT / 10) {
        mantissa = 10 * mantissa + digit;
        digits++;
        scale += point ? 1 : 0;
      } else if (bytes[position] == '.' && !point) {
        point = true;
      } else {
        return parse(bytes, start, end);
      }
    }
    if (digits == 0 || scale >= POWERS.length) {
      return parse(bytes, start, end);
    }
    // One rounding of exact numbers: the nearest float.
    float value = mantissa / POWERS[scale];
    return negative ? -value : value;
  }

  private static boolean fits(byte[] bytes, int start, int end) {
    try {
      Long.parseLong(new String(bytes, start, end - start, StandardCharsets.US_ASCII));
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static float parse(byte[] bytes, int start, int end) {
    String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    String lower = text.toLowerCase(Locale.ROOT);
    String unsigned = lower.startsWith("+") || lower.startsWith("-") ? lower.substring(1) : lower;
    if (unsigned.equals("nan")) {
      return Float.NaN;
    }
    if (unsigned.equals("inf") || unsigned.equals("infinity")) {
      return lower.startsWith("-") ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    }
    char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    float value = Float.parseFloat(text);
    if (Float.isInfinite(value) || !(last == '.' || (last >= '0' && last <= '9'))) {
      throw new NumberFormatException(text); // Java reads "1f", too.
    }
    return value;
  }
}
