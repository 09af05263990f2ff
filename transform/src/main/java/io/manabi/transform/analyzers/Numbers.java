package io.manabi.transform.analyzers;

import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import java.util.List;

/** The numbers of a column. */
final class Numbers {
  private Numbers() {}

  static float[] floats(ColumnValues values) {
    if (values instanceof ColumnValues.Floats floats) {
      return floats.values();
    }
    if (values instanceof ColumnValues.Int64s ints) {
      float[] result = new float[ints.values().length];
      for (int i = 0; i < result.length; i++) {
        result[i] = ints.values()[i];
      }
      return result;
    }
    throw ManabiException.user("An analyzer of numbers was given strings; convert them first.");
  }

  /** The numbers as doubles, which most integers are exactly. */
  static double[] doubles(ColumnValues values) {
    double[] result = new double[values.splits().values()];
    if (values instanceof ColumnValues.Int64s ints) {
      for (int i = 0; i < result.length; i++) {
        result[i] = ints.values()[i];
      }
      return result;
    }
    float[] floats = floats(values);
    for (int i = 0; i < result.length; i++) {
      result[i] = floats[i];
    }
    return result;
  }

  /** The numbers of several columns one after the other. */
  static ColumnValues joined(ColumnType type, List<ColumnValues> values) {
    int size = values.stream().mapToInt(each -> each.splits().values()).sum();
    int at = 0;
    if (type == ColumnType.INT64) {
      long[] all = new long[size];
      for (ColumnValues each : values) {
        long[] ints = ((ColumnValues.Int64s) each).values();
        System.arraycopy(ints, 0, all, at, ints.length);
        at += ints.length;
      }
      return new ColumnValues.Int64s(all);
    }
    float[] all = new float[size];
    for (ColumnValues each : values) {
      float[] floats = ((ColumnValues.Floats) each).values();
      System.arraycopy(floats, 0, all, at, floats.length);
      at += floats.length;
    }
    return new ColumnValues.Floats(all);
  }
}
