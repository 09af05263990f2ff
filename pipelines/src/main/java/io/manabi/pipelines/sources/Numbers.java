package io.manabi.pipelines.sources;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers from the bytes of a text. The result is in {@link #integer}, {@link #real} or
 * {@link #exact}, the reason why there is none is returned: a reader makes neither strings nor
 * exceptions for millions of numbers.
 */
final class Numbers {
  /** Powers of ten that a double has exactly. */
  private static final double[] TENS = new double[16];

  private static final int MAX_DIGITS = TENS.length - 1;

  /** The bits of a double that a float has no room for, and what they are half way between two. */
  private static final long BELOW_FLOAT = (1L << 29) - 1;

  private static final long HALF_WAY = 1L << 28;

  static {
    TENS[0] = 1;
    for (int i = 1; i < TENS.length; i++) {
      TENS[i] = 10 * TENS[i - 1];
    }
  }

  /** The integer that was read last. */
  long integer;

  /** The float that was read last. */
  float real;

  /** The double that was read last. */
  double exact;

  /** Whether the number that was looked at last is still to be computed of its text. */
  private boolean isText;

  /** Reads an integer. */
  @Nullable String readInteger(byte[] data, int from, int to) {
    boolean negative = from < to && data[from] == '-';
    int i = negative || (from < to && data[from] == '+') ? from + 1 : from;
    if (i == to) {
      return "is no integer";
    }
    long value = 0;
    boolean overflow = false;
    for (; i < to; i++) {
      int digit = data[i] - '0';
      if (digit < 0 || digit > 9) {
        return "is no integer";
      }
      // Negative numbers reach one further, so the sum is kept negative.
      overflow |= value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit;
      value = value * 10 - digit;
    }
    if (overflow || (!negative && value == Long.MIN_VALUE)) {
      return "is out of the range of 64-bit integers";
    }
    integer = negative ? value : -value;
    return null;
  }

  /**
   * Reads the float next to a decimal number; "nan", "inf" and "infinity" in any case are accepted,
   * with or without a sign.
   */
  @Nullable String readFloat(byte[] data, int from, int to) {
    isText = false;
    String problem = readDecimal(data, from, to);
    // What readDecimal computes is the double next to the number. The float next to that one is
    // next to the number too, unless the double lies half way between two floats.
    if (problem == null
        && (isText || (Double.doubleToRawLongBits(exact) & BELOW_FLOAT) == HALF_WAY)) {
      real = Float.parseFloat(text(data, from, to));
      return Float.isInfinite(real) ? "is out of the range of 32-bit floats" : null;
    }
    real = (float) exact;
    return problem;
  }

  /**
   * Reads the double next to a decimal number, an infinite one if it is beyond all of them; words
   * as {@link #readFloat} does.
   */
  @Nullable String readDouble(byte[] data, int from, int to) {
    isText = false;
    String problem = readDecimal(data, from, to);
    if (problem == null && isText) {
      exact = Double.parseDouble(text(data, from, to));
    }
    return problem;
  }

  /** Reads a number; if it is not in {@link #exact} then, its text is one. */
  private @Nullable String readDecimal(byte[] data, int from, int to) {
    boolean negative = from < to && data[from] == '-';
    int i = negative || (from < to && data[from] == '+') ? from + 1 : from;
    int begin = i;
    long digits = 0;
    int count = 0;
    int exponent = 0;
    boolean dot = false;
    for (; i < to; i++) {
      int digit = data[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = count < MAX_DIGITS ? digits * 10 + digit : digits;
        count++;
        exponent -= dot ? 1 : 0;
      } else if (data[i] == '.' && !dot) {
        dot = true;
      } else {
        break;
      }
    }
    if (count == 0) {
      return i == begin ? readWord(data, from, begin, to) : "is no number";
    }
    if (i < to) {
      isText = isExponent(data, i, to);
      return isText ? null : "is no number";
    }
    if (count > MAX_DIGITS) {
      isText = true;
      return null;
    }
    // The quotient of two exact doubles is the double next to the number.
    double value = digits / TENS[-exponent];
    exact = negative ? -value : value;
    return null;
  }

  private static boolean isExponent(byte[] data, int from, int to) {
    int i = from + 1;
    if ((data[from] != 'e' && data[from] != 'E') || i == to) {
      return false;
    }
    i += data[i] == '-' || data[i] == '+' ? 1 : 0;
    int begin = i;
    while (i < to && data[i] >= '0' && data[i] <= '9') {
      i++;
    }
    return i == to && i > begin;
  }

  private static String text(byte[] data, int from, int to) {
    return new String(data, from, to - from, StandardCharsets.US_ASCII);
  }

  private @Nullable String readWord(byte[] data, int from, int begin, int to) {
    if (to - begin > "infinity".length()) {
      return "is no number";
    }
    String word =
        new String(data, begin, to - begin, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    switch (word) {
      case "nan" -> exact = Double.NaN;
      case "inf", "infinity" ->
          exact = data[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      default -> {
        return "is no number";
      }
    }
    return null;
  }
}
