package io.manabi.pipelines.sources;

import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Missing;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gathers the cells of a column as values. */
abstract sealed class CellColumn {
  private final boolean optional;
  private final byte[] marker;

  private CellColumn(Column column, byte[] marker) {
    this.optional = column.valueCount().isOptional();
    this.marker = marker;
  }

  static CellColumn of(Column column, byte[] marker, int rows) {
    return switch (column.type()) {
      case INT64 -> new Int64s(column, marker, rows);
      case FLOAT -> new Floats(column, marker, rows);
      case BYTES -> new Bytes(column, marker, rows);
    };
  }

  /** Takes a cell; returns what is wrong with it, or null. */
  final @Nullable String set(int row, CsvRecords records, int field) {
    byte[] bytes = records.bytes();
    int start = records.start(field);
    int end = records.end(field);
    boolean marked =
        marker.length > 0 && Arrays.equals(bytes, start, end, marker, 0, marker.length);
    if (marked || (start == end && (optional || !allowsEmpty()))) {
      setMissing(row);
      return optional ? null : "has no value, but the column is not optional";
    }
    return set(row, records, field, start, end);
  }

  abstract boolean allowsEmpty();

  abstract void setMissing(int row);

  abstract @Nullable String set(int row, CsvRecords records, int field, int start, int end);

  /** The values of the first rows; they are given away. */
  abstract ColumnValues values(int rows);

  private static final class Int64s extends CellColumn {
    private long[] values;

    Int64s(Column column, byte[] marker, int rows) {
      super(column, marker);
      this.values = new long[rows];
    }

    @Override
    boolean allowsEmpty() {
      return false;
    }

    @Override
    void setMissing(int row) {
      values[row] = Missing.INT64;
    }

    @Override
    @Nullable String set(int row, CsvRecords records, int field, int start, int end) {
      if (NumberCells.isInt64(records.bytes(), start, end)) {
        values[row] = NumberCells.int64(records.bytes(), start, end);
        return null;
      }
      return "'" + records.text(field) + "' is no integer of 64 bits";
    }

    @Override
    ColumnValues values(int rows) {
      long[] full = rows == values.length ? values : Arrays.copyOf(values, rows);
      values = new long[values.length];
      return new ColumnValues.Int64s(full);
    }
  }

  private static final class Floats extends CellColumn {
    private float[] values;

    Floats(Column column, byte[] marker, int rows) {
      super(column, marker);
      this.values = new float[rows];
    }

    @Override
    boolean allowsEmpty() {
      return false;
    }

    @Override
    void setMissing(int row) {
      values[row] = Missing.FLOAT;
    }

    @Override
    @Nullable String set(int row, CsvRecords records, int field, int start, int end) {
      try {
        values[row] = NumberCells.float32(records.bytes(), start, end);
        return null;
      } catch (NumberFormatException e) {
        return "'" + records.text(field) + "' is no number";
      }
    }

    @Override
    ColumnValues values(int rows) {
      float[] full = rows == values.length ? values : Arrays.copyOf(values, rows);
      values = new float[values.length];
      return new ColumnValues.Floats(full);
    }
  }

  private static final class Bytes extends CellColumn {
    private static final int CACHE = 1 << 12;

    private final byte[][] cache = new byte[CACHE][];
    private byte[][] values;

    Bytes(Column column, byte[] marker, int rows) {
      super(column, marker);
      this.values = new byte[rows][];
    }

    @Override
    boolean allowsEmpty() {
      return true;
    }

    @Override
    void setMissing(int row) {
      values[row] = Missing.bytes();
    }

    @Override
    @Nullable String set(int row, CsvRecords records, int field, int start, int end) {
      if (records.isEscaped(field)) {
        values[row] = records.text(field).getBytes(StandardCharsets.UTF_8);
        return null;
      }
      byte[] bytes = records.bytes();
      int hash = 0;
      for (int i = start; i < end; i++) {
        hash = 31 * hash + bytes[i];
      }
      int slot = (hash ^ (hash >>> 15)) & (CACHE - 1);
      byte[] known = cache[slot];
      if (known == null || !Arrays.equals(known, 0, known.length, bytes, start, end)) {
        known = Arrays.copyOfRange(bytes, start, end);
        if (!isUtf8(known)) {
          return "is no UTF-8 text";
        }
        cache[slot] = known;
      }
      values[row] = known;
      return null;
    }

    private static boolean isUtf8(byte[] bytes) {
      boolean ascii = true;
      for (byte b : bytes) {
        ascii &= b >= 0;
      }
      if (ascii) {
        return true;
      }
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        return true;
      } catch (CharacterCodingException e) {
        return false;
      }
    }

    @Override
    ColumnValues values(int rows) {
      byte[][] full = rows == values.length ? values : Arrays.copyOf(values, rows);
      values = new byte[values.length][];
      return new ColumnValues.Bytes(full);
    }
  }
}
