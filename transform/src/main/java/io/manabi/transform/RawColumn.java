package io.manabi.transform;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.Missing;
import io.manabi.core.RowSplits;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A column as {@link Columns} gives it, computed without the graph: analyzers of such columns need
 * no TensorFlow, which saves most of their time. It does what the ops of {@link ColumnOps} do.
 *
 * @param column the column of the data
 * @param as the type that was asked for
 */
record RawColumn(Column column, ColumnType as) implements Serializable {

  ColumnValues values(Batch batch) {
    ColumnValues values = present(batch.column(column.name()));
    if (values instanceof ColumnValues.Int64s ints) {
      return as == ColumnType.FLOAT ? floats(ints) : filled(ints);
    }
    if (values instanceof ColumnValues.Floats floats) {
      return filled(floats);
    }
    return filled((ColumnValues.Bytes) values);
  }

  /** Ragged rows without the missing values in them. */
  private ColumnValues present(ColumnValues values) {
    if (!column.valueCount().isRagged()) {
      return values;
    }
    int size = values.splits().values();
    int[] kept = new int[size];
    int[] before = new int[size + 1];
    for (int i = 0; i < size; i++) {
      kept[before[i]] = i;
      before[i + 1] = before[i] + (isMissing(values, i) ? 0 : 1);
    }
    if (before[size] == size) {
      return values;
    }
    int[] ends = new int[values.splits().rows() + 1];
    for (int row = 0; row < ends.length - 1; row++) {
      ends[row + 1] = before[values.splits().end(row)];
    }
    RowSplits splits = RowSplits.ragged(ends);
    IntStream places = Arrays.stream(kept, 0, before[size]);
    if (values instanceof ColumnValues.Int64s ints) {
      return new ColumnValues.Int64s(places.mapToLong(i -> ints.values()[i]).toArray(), splits);
    }
    if (values instanceof ColumnValues.Bytes bytes) {
      byte[][] strings = places.mapToObj(i -> bytes.values()[i]).toArray(byte[][]::new);
      return new ColumnValues.Bytes(strings, splits);
    }
    float[] floats = new float[before[size]];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = ((ColumnValues.Floats) values).values()[kept[i]];
    }
    return new ColumnValues.Floats(floats, splits);
  }

  private static boolean isMissing(ColumnValues values, int place) {
    if (values instanceof ColumnValues.Int64s ints) {
      return Missing.is(ints.values()[place]);
    }
    return values instanceof ColumnValues.Bytes bytes
        ? Missing.is(bytes.values()[place])
        : Missing.is(((ColumnValues.Floats) values).values()[place]);
  }

  private ColumnValues floats(ColumnValues.Int64s ints) {
    boolean optional = column.valueCount().isOptional();
    Object fill = column.defaultOrNull();
    float missing = fill == null ? Missing.FLOAT : ((Long) fill).floatValue();
    long[] values = ints.values();
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = optional && Missing.is(values[i]) ? missing : (float) values[i];
    }
    return new ColumnValues.Floats(result, ints.splits());
  }

  private ColumnValues filled(ColumnValues.Int64s ints) {
    Object fill = column.defaultOrNull();
    if (fill == null) {
      return ints;
    }
    long[] values = ints.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (Missing.is(values[i])) {
        values[i] = (Long) fill;
      }
    }
    return new ColumnValues.Int64s(values, ints.splits());
  }

  private ColumnValues filled(ColumnValues.Floats floats) {
    Object fill = column.defaultOrNull();
    float[] values = floats.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (fill != null && Missing.is(values[i])) {
        values[i] = (Float) fill;
      } else if (Math.abs(values[i]) < Float.MIN_NORMAL) {
        values[i] = 0;
      }
    }
    return new ColumnValues.Floats(values, floats.splits());
  }

  private ColumnValues filled(ColumnValues.Bytes bytes) {
    Object fill = column.defaultOrNull();
    if (fill == null) {
      return bytes;
    }
    byte[] text = ((String) fill).getBytes(StandardCharsets.UTF_8);
    byte[][] values = bytes.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (Missing.is(values[i])) {
        values[i] = text;
      }
    }
    return new ColumnValues.Bytes(values, bytes.splits());
  }
}
