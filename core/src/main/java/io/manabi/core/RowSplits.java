package io.manabi.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which of the values of a column, all rows one after the other, belong to which row. See <a
 * href="https://www.tensorflow.org/guide/ragged_tensor">row_splits</a> in TensorFlow.
 */
public final class RowSplits {
  private final int rows;
  private final int length;
  private final int @Nullable [] splits;

  private RowSplits(int rows, int length, int @Nullable [] splits) {
    this.rows = rows;
    this.length = length;
    this.splits = splits;
  }

  /** Rows that all have {@code length} values. */
  public static RowSplits uniform(int rows, int length) {
    return new RowSplits(rows, length, null);
  }

  /**
   * Rows of different length.
   *
   * @param splits where each row begins, and at the end where the last one ends; begins with 0 and
   *     does not go down. Not copied
   */
  public static RowSplits ragged(int[] splits) {
    if (splits.length == 0 || splits[0] != 0) {
      throw new IllegalArgumentException("row splits begin with 0");
    }
    for (int i = 1; i < splits.length; i++) {
      if (splits[i] < splits[i - 1]) {
        throw new IllegalArgumentException("row splits do not go down");
      }
    }
    return new RowSplits(splits.length - 1, -1, splits);
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of values of all rows together. */
  public int values() {
    return splits == null ? rows * length : splits[rows];
  }

  /** Whether rows may differ in length. */
  public boolean isRagged() {
    return splits != null;
  }

  /**
   * The number of values in every row.
   *
   * @throws IllegalStateException if rows may differ
   */
  public int length() {
    if (splits != null) {
      throw new IllegalStateException("the rows are ragged");
    }
    return length;
  }

  /** Where the values of a row begin. */
  public int start(int row) {
    return splits == null ? row * length : splits[row];
  }

  /** Where the values of a row end: the index after its last one. */
  public int end(int row) {
    return start(row + 1);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowSplits that
        && rows == that.rows
        && length == that.length
        && Arrays.equals(splits, that.splits);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows + length) + Arrays.hashCode(splits);
  }

  @Override
  public String toString() {
    return splits == null ? rows + " rows of " + length : "row splits " + Arrays.toString(splits);
  }
}
