package io.manabi.core;

/**
 * The values of one column in a batch: all rows one after the other, and where each row begins. The
 * arrays are not copied: whoever makes the values gives them away.
 */
public sealed interface ColumnValues {

  /** Which values belong to which row. */
  RowSplits splits();

  /** The number of rows. */
  default int rows() {
    return splits().rows();
  }

  /** The type of the values. */
  ColumnType type();

  /** Whether the value at an index stands for none, as {@link Missing} tells. */
  boolean isMissing(int index);

  /**
   * 64-bit integers.
   *
   * @param values the values of all rows
   * @param splits which belong to which row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Int64s(long[] values, RowSplits splits) implements ColumnValues {
    /** Checks that they fit each other. */
    public Int64s {
      check(values.length, splits);
    }

    /** One value per row. */
    public Int64s(long[] values) {
      this(values, RowSplits.uniform(values.length, 1));
    }

    @Override
    public ColumnType type() {
      return ColumnType.INT64;
    }

    @Override
    public boolean isMissing(int index) {
      return Missing.is(values[index]);
    }
  }

  /**
   * 32-bit floats.
   *
   * @param values the values of all rows
   * @param splits which belong to which row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Floats(float[] values, RowSplits splits) implements ColumnValues {
    /** Checks that they fit each other. */
    public Floats {
      check(values.length, splits);
    }

    /** One value per row. */
    public Floats(float[] values) {
      this(values, RowSplits.uniform(values.length, 1));
    }

    @Override
    public ColumnType type() {
      return ColumnType.FLOAT;
    }

    @Override
    public boolean isMissing(int index) {
      return Missing.is(values[index]);
    }
  }

  /**
   * 64-bit floats, of a column whose type is {@link ColumnType#FLOAT}: for statistics, which a
   * model with its 32-bit floats would blur.
   *
   * @param values the values of all rows
   * @param splits which belong to which row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Doubles(double[] values, RowSplits splits) implements ColumnValues {
    /** Checks that they fit each other. */
    public Doubles {
      check(values.length, splits);
    }

    @Override
    public ColumnType type() {
      return ColumnType.FLOAT;
    }

    @Override
    public boolean isMissing(int index) {
      return Double.isNaN(values[index]);
    }
  }

  /**
   * Strings or any bytes. Readers may give the same array for equal values, so nobody changes one.
   *
   * @param values the values of all rows
   * @param splits which belong to which row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[][] values, RowSplits splits) implements ColumnValues {
    /** Checks that they fit each other. */
    public Bytes {
      check(values.length, splits);
    }

    /** One value per row. */
    public Bytes(byte[][] values) {
      this(values, RowSplits.uniform(values.length, 1));
    }

    @Override
    public ColumnType type() {
      return ColumnType.BYTES;
    }

    @Override
    public boolean isMissing(int index) {
      return Missing.is(values[index]);
    }
  }

  private static void check(int values, RowSplits splits) {
    if (values != splits.values()) {
      throw new IllegalArgumentException(
          "there are " + values + " values, the rows have " + splits.values());
    }
  }
}
