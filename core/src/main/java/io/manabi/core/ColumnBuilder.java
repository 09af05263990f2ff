package io.manabi.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the values of one column, row by row, for a {@link BatchBuilder}. Values are added to
 * the row that is being built; an optional column to which none was added gets the {@link Missing
 * missing value}, or none if the batch is exact.
 */
public abstract sealed class ColumnBuilder {
  private static final int FIRST_CAPACITY = 1024;

  private final Column column;
  private final boolean exact;
  private final boolean ragged;
  private final int least;
  private final int most;
  private int[] splits = {0};

  /** How many values there are, those of the row being built included. */
  int size;

  /** How many values the finished rows have. */
  private int finished;

  private ColumnBuilder(Column column, boolean exact) {
    this.column = column;
    this.exact = exact;
    this.ragged = column.valueCount().isRagged() || (exact && column.valueCount().isOptional());
    this.least = column.valueCount().min();
    this.most = column.valueCount().max();
  }

  /**
   * A builder.
   *
   * @param exact whether floats have 64 bits, and a row without a value has none
   */
  static ColumnBuilder of(Column column, boolean exact) {
    return switch (column.type()) {
      case INT64 -> new Int64s(column, exact);
      case FLOAT -> exact ? new Doubles(column) : new Floats(column);
      case BYTES -> new Bytes(column, exact);
    };
  }

  /** The column whose values it collects. */
  public final Column column() {
    return column;
  }

  /** Whether a value stands for none, the {@link Missing missing value}, and so cannot be one. */
  public final boolean marksMissing() {
    return !exact && column.valueCount().isOptional();
  }

  /** What is wrong with the number of values of the row being built; null if nothing is. */
  final @Nullable String problem() {
    int count = size - finished;
    if (count >= least && count <= most) {
      return null;
    }
    if (count == 0) {
      return "has no value, and the column is not optional";
    }
    return least == most
        ? "has " + count + " values; expected " + least
        : "has " + count + " values; expected " + least + " to " + most;
  }

  final void endRow(int row) {
    if (size == finished && marksMissing()) {
      addMissing();
    }
    finished = size;
    if (ragged) {
      if (row + 1 == splits.length) {
        splits = Arrays.copyOf(splits, Math.max(FIRST_CAPACITY, 2 * splits.length));
      }
      splits[row + 1] = size;
    }
  }

  final void dropRow() {
    size = finished;
  }

  final ColumnValues take(int rows) {
    RowSplits taken =
        ragged ? RowSplits.ragged(Arrays.copyOf(splits, rows + 1)) : RowSplits.uniform(rows, most);
    ColumnValues values = values(taken);
    size = 0;
    finished = 0;
    return values;
  }

  abstract void addMissing();

  abstract ColumnValues values(RowSplits taken);

  /** Collects integers. */
  public static final class Int64s extends ColumnBuilder {
    private long[] values = new long[FIRST_CAPACITY];

    private Int64s(Column column, boolean exact) {
      super(column, exact);
    }

    /** Adds a value to the row. */
    public void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    @Override
    void addMissing() {
      add(Missing.INT64);
    }

    @Override
    ColumnValues values(RowSplits taken) {
      return new ColumnValues.Int64s(Arrays.copyOf(values, taken.values()), taken);
    }
  }

  /** Collects floats. */
  public static final class Floats extends ColumnBuilder {
    private float[] values = new float[FIRST_CAPACITY];

    private Floats(Column column) {
      super(column, false);
    }

    /** Adds a value to the row. */
    public void add(float value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    @Override
    void addMissing() {
      add(Missing.FLOAT);
    }

    @Override
    ColumnValues values(RowSplits taken) {
      return new ColumnValues.Floats(Arrays.copyOf(values, taken.values()), taken);
    }
  }

  /** Collects floats of 64 bits. */
  public static final class Doubles extends ColumnBuilder {
    private double[] values = new double[FIRST_CAPACITY];

    private Doubles(Column column) {
      super(column, true);
    }

    /** Adds a value to the row. */
    public void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    @Override
    void addMissing() {
      add(Missing.FLOAT);
    }

    @Override
    ColumnValues values(RowSplits taken) {
      return new ColumnValues.Doubles(Arrays.copyOf(values, taken.values()), taken);
    }
  }

  /** Collects strings or any bytes. */
  public static final class Bytes extends ColumnBuilder {
    private byte[][] values = new byte[FIRST_CAPACITY][];

    private Bytes(Column column, boolean exact) {
      super(column, exact);
    }

    /** Adds a value to the row; the array is not copied. */
    public void add(byte[] value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    @Override
    void addMissing() {
      add(Missing.bytes());
    }

    @Override
    ColumnValues values(RowSplits taken) {
      byte[][] result = Arrays.copyOf(values, taken.values());
      Arrays.fill(values, 0, result.length, null);
      return new ColumnValues.Bytes(result, taken);
    }
  }
}
