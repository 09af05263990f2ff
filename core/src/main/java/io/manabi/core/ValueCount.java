package io.manabi.core;

import java.io.Serializable;

/**
 * How many values a row has in a column, as the {@code ValueCount} of TensorFlow Metadata's schema.
 *
 * @param min the least
 * @param max the most
 */
public record ValueCount(int min, int max) implements Serializable {
  /** Exactly one. */
  public static final ValueCount ONE = new ValueCount(1, 1);

  /** One or none; none is told by the column type's {@link Missing missing value}. */
  public static final ValueCount OPTIONAL = new ValueCount(0, 1);

  /** Any number. */
  public static final ValueCount ANY = new ValueCount(0, Integer.MAX_VALUE);

  /** Checks the bounds. */
  public ValueCount {
    if (min < 0 || max < 1 || min > max) {
      throw ManabiException.user(
          "A column cannot have between "
              + min
              + " and "
              + max
              + " values per row; the most is at least 1 and not less than the least.");
    }
  }

  /** Whether every row has the same number of values; then a tensor of them is dense. */
  public boolean isFixed() {
    return min == max;
  }

  /** Whether a row may have one value or none. */
  public boolean isOptional() {
    return min == 0 && max == 1;
  }

  /** Whether rows differ in their number of values, so that the column is ragged. */
  public boolean isRagged() {
    return !isFixed() && !isOptional();
  }
}
