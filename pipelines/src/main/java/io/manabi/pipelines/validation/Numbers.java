package io.manabi.pipelines.validation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {
  private static final MathContext DIGITS = new MathContext(5);
  private static final double LARGE = 1e9;
  private static final double SMALL = 1e-4;

  private Numbers() {}

  /** A number with about five digits that count. */
  public static String text(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (value != 0 && (size >= LARGE || size < SMALL)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    if (size >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
