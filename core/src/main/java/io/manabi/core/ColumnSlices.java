package io.manabi.core;

/** Some rows of the values of a column. */
final class ColumnSlices {
  private ColumnSlices() {}

  static ColumnValues of(ColumnValues values, int[] rows) {
    RowSplits from = values.splits();
    RowSplits to = splits(from, rows);
    if (values instanceof ColumnValues.Int64s ints) {
      long[] result = new long[to.values()];
      copy(ints.values(), from, rows, result, to);
      return new ColumnValues.Int64s(result, to);
    }
    if (values instanceof ColumnValues.Floats floats) {
      float[] result = new float[to.values()];
      copy(floats.values(), from, rows, result, to);
      return new ColumnValues.Floats(result, to);
    }
    if (values instanceof ColumnValues.Doubles doubles) {
      double[] result = new double[to.values()];
      copy(doubles.values(), from, rows, result, to);
      return new ColumnValues.Doubles(result, to);
    }
    byte[][] result = new byte[to.values()][];
    copy(((ColumnValues.Bytes) values).values(), from, rows, result, to);
    return new ColumnValues.Bytes(result, to);
  }

  @SuppressWarnings("SuspiciousSystemArraycopy") // Both arrays have the same type, by the callers.
  private static void copy(Object values, RowSplits from, int[] rows, Object result, RowSplits to) {
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, from.start(rows[i]), result, to.start(i), to.end(i) - to.start(i));
    }
  }

  private static RowSplits splits(RowSplits splits, int[] rows) {
    if (!splits.isRagged()) {
      return RowSplits.uniform(rows.length, splits.length());
    }
    int[] result = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      result[i + 1] = result[i] + splits.end(rows[i]) - splits.start(rows[i]);
    }
    return RowSplits.ragged(result);
  }
}
