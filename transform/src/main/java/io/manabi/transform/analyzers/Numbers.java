package io.manabi.transform.analyzers;

import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;

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
}
