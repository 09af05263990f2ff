package io.manabi.core;

/**
 * The values of one column in a batch, one per row. The arrays are not copied: whoever makes the
 * values gives them away.
 */
public sealed interface ColumnValues {

  /** The number of values. */
  int size();

  /** The type of the values. */
  ColumnType type();

  /**
   * 64-bit integers.
   *
   * @param values one per row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Int64s(long[] values) implements ColumnValues {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public ColumnType type() {
      return ColumnType.INT64;
    }
  }

  /**
   * 32-bit floats.
   *
   * @param values one per row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Floats(float[] values) implements ColumnValues {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public ColumnType type() {
      return ColumnType.FLOAT;
    }
  }

  /**
   * Strings or any bytes.
   *
   * @param values one per row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[][] values) implements ColumnValues {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public ColumnType type() {
      return ColumnType.BYTES;
    }
  }
}
