package io.manabi.core;

/**
 * The values that stand for "no value" in an {@link ValueCount#OPTIONAL optional} column. They are
 * in band, so that a batch, a tensor and a request have one array for a column and all of them mean
 * the same: whoever asks a served model for a row without a value sends this one. In a ragged
 * column they fill up rows, and are dropped.
 */
public final class Missing {
  /** No integer: the least one. */
  public static final long INT64 = Long.MIN_VALUE;

  /** No float: NaN. */
  public static final float FLOAT = Float.NaN;

  private static final byte[] BYTES = {};

  private Missing() {}

  /** No string: the empty one. */
  public static byte[] bytes() {
    return BYTES;
  }

  /** Whether an integer stands for none. */
  public static boolean is(long value) {
    return value == INT64;
  }

  /** Whether a float stands for none; every NaN does. */
  public static boolean is(float value) {
    return Float.isNaN(value);
  }

  /** Whether a string stands for none. */
  public static boolean is(byte[] value) {
    return value.length == 0;
  }
}
