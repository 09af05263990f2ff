package io.manabi.core;

import java.util.Arrays;

/** Some rows of the values of a column. */
final class ColumnSlices {
  private ColumnSlices() {}

  static ColumnValues of(ColumnValues values, int from, int to) {
    int start = values.splits().start(from);
    int end = values.splits().start(to);
    RowSplits splits = splits(values.splits(), from, to);
    if (values instanceof ColumnValues.Int64s ints) {
      return new ColumnValues.Int64s(Arrays.copyOfRange(ints.values(), start, end), splits);
    }
    if (values instanceof ColumnValues.Floats floats) {
      return new ColumnValues.Floats(Arrays.copyOfRange(floats.values(), start, end), splits);
    }
    return new ColumnValues.Bytes(
        Arrays.copyOfRange(((ColumnValues.Bytes) values).values(), start, end), splits);
  }

  private static RowSplits splits(RowSplits splits, int from, int to) {
    if (!splits.isRagged()) {
      return RowSplits.uniform(to - from, splits.length());
    }
    int[] result = new int[to - from + 1];
    for (int i = 0; i < result.length; i++) {
      result[i] = splits.start(from + i) - splits.start(from);
    }
    return RowSplits.ragged(result);
  }
}
