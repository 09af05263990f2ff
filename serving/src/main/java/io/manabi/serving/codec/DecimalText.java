package io.manabi.serving.codec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The text of a number as TensorFlow Serving writes it: as C's {@code %g}, with six digits if these
 * read back as the same number, and otherwise with as many as always do; {@code .0} behind whole
 * numbers; and the words NaN, Infinity and -Infinity.
 *
 * @see <a
 *     href="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/util/json_tensor.cc">WriteDecimal</a>
 */
final class DecimalText {
  /** The bytes that a number takes at most. */
  static final int LONGEST = 32;

  private static final int FEW = 6;
  private static final int FLOAT_DIGITS = 9;
  private static final int DOUBLE_DIGITS = 17;

  /** Nearer to the middle than this, doubles cannot tell which way to round. */
  private static final double UNSURE = 1e-5;

  /** The powers of ten that a double holds exactly. */
  private static final double[] POWERS = new double[23];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private final byte[] digits = new byte[DOUBLE_DIGITS];

  /** The power of ten that the first digit of the number rounded last is worth. */
  private int exponent;

  /** Writes a float at {@code out[at]} and returns the place behind it. */
  int write(float value, byte[] out, int at) {
    if (value == 0 || Float.isNaN(value) || Float.isInfinite(value)) {
      return writeWord(value, out, at);
    }
    double size = Math.abs((double) value);
    long few = round(size, FEW);
    if ((float) worth(few, FEW) == (float) size) {
      return layOut(value < 0, few, FEW, out, at);
    }
    return layOut(value < 0, round(size, FLOAT_DIGITS), FLOAT_DIGITS, out, at);
  }

  /** Writes a double at {@code out[at]} and returns the place behind it. */
  int write(double value, byte[] out, int at) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return writeWord(value, out, at);
    }
    double size = Math.abs(value);
    long few = round(size, FEW);
    if (worth(few, FEW) == size) {
      return layOut(value < 0, few, FEW, out, at);
    }
    return layOut(value < 0, round(size, DOUBLE_DIGITS), DOUBLE_DIGITS, out, at);
  }

  private static int writeWord(double value, byte[] out, int at) {
    String word =
        Double.isNaN(value)
            ? "NaN"
            : (1 / value < 0 ? "-" : "") + (value == 0 ? "0.0" : "Infinity");
    if (Double.isInfinite(value) && value < 0) {
      word = "-Infinity";
    }
    for (int i = 0; i < word.length(); i++) {
      out[at + i] = (byte) word.charAt(i);
    }
    return at + word.length();
  }

  /** The first {@code count} digits as an integer; sets the exponent. */
  private long round(double size, int count) {
    int power = (int) Math.floor(Math.log10(size));
    int shift = count - 1 - power;
    if (count <= FLOAT_DIGITS && Math.abs(shift) < POWERS.length) {
      double scaled = shift < 0 ? size / POWERS[-shift] : size * POWERS[shift];
      double whole = Math.floor(scaled);
      boolean sure = Math.abs(scaled - whole - 0.5) > UNSURE;
      long rounded = (long) (scaled - whole > 0.5 ? whole + 1 : whole);
      if (sure && rounded >= POWERS[count - 1] && rounded < POWERS[count]) {
        exponent = power;
        return rounded;
      }
    }
    BigDecimal rounded = new BigDecimal(size).round(new MathContext(count, RoundingMode.HALF_EVEN));
    exponent = rounded.precision() - rounded.scale() - 1;
    return rounded.movePointRight(count - 1 - exponent).longValueExact();
  }

  /** What digits are worth with the exponent that was found. */
  private double worth(long number, int count) {
    int shift = exponent - count + 1;
    if (Math.abs(shift) < POWERS.length) {
      return shift < 0 ? number / POWERS[-shift] : number * POWERS[shift];
    }
    return BigDecimal.valueOf(number).movePointRight(shift).doubleValue();
  }

  private int layOut(boolean negative, long number, int count, byte[] out, int start) {
    long rest = number;
    for (int i = count - 1; i >= 0; i--) {
      digits[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    int used = count;
    while (used > 1 && digits[used - 1] == '0') {
      used--;
    }
    int at = start;
    if (negative) {
      out[at++] = '-';
    }
    return exponent < -4 || exponent >= count ? scientific(used, out, at) : fixed(used, out, at);
  }

  private int scientific(int used, byte[] out, int start) {
    int at = start;
    out[at++] = digits[0];
    if (used > 1) {
      out[at++] = '.';
      System.arraycopy(digits, 1, out, at, used - 1);
      at += used - 1;
    }
    out[at++] = 'e';
    out[at++] = (byte) (exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    if (size >= 100) {
      out[at++] = (byte) ('0' + size / 100);
    }
    out[at++] = (byte) ('0' + size / 10 % 10);
    out[at++] = (byte) ('0' + size % 10);
    return at;
  }

  private int fixed(int used, byte[] out, int start) {
    int at = start;
    if (exponent < 0) {
      out[at++] = '0';
      out[at++] = '.';
      for (int i = -1; i > exponent; i--) {
        out[at++] = '0';
      }
    }
    for (int i = 0; i < Math.max(used, exponent + 1); i++) {
      out[at++] = i < used ? digits[i] : (byte) '0';
      if (i == exponent) {
        out[at++] = '.';
        if (used <= i + 1) {
          out[at++] = '0';
        }
      }
    }
    return at;
  }
}
