package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.Missing;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** The ops that make of a placeholder what a preprocessing function sees of its column. */
final class ColumnOps {
  private ColumnOps() {}

  /** Which values are missing, bool of the shape of the values. */
  static Operand<TBool> missing(Ops tf, ColumnType type, Operand<?> values) {
    return switch (type) {
      case INT64 -> tf.math.equal(values.asOutput().expect(TInt64.class), missing(tf));
      case FLOAT -> tf.math.isNan(values.asOutput().expect(TFloat32.class));
      case BYTES -> tf.math.equal(values.asOutput().expect(TString.class), tf.constant(""));
    };
  }

  /** The values with the column's default, if it has one, where they are missing. */
  static Operand<?> filled(Ops tf, Column column, Operand<?> values) {
    Object fill = column.defaultOrNull();
    if (fill == null) {
      return values;
    }
    Operand<TBool> missing = missing(tf, column.type(), values);
    return switch (column.type()) {
      case INT64 ->
          tf.select(missing, tf.constant((Long) fill), values.asOutput().expect(TInt64.class));
      case FLOAT ->
          tf.select(missing, tf.constant((Float) fill), values.asOutput().expect(TFloat32.class));
      case BYTES ->
          tf.select(missing, tf.constant((String) fill), values.asOutput().expect(TString.class));
    };
  }

  /** Integers as floats: the default or NaN where they are missing. */
  static Operand<TFloat32> floats(Ops tf, Column column, Operand<TInt64> values) {
    Operand<TFloat32> floats = tf.dtypes.cast(values, TFloat32.class);
    if (!column.valueCount().isOptional()) {
      return floats;
    }
    Object fill = column.defaultOrNull();
    float value = fill == null ? Missing.FLOAT : ((Long) fill).floatValue();
    return tf.select(tf.math.equal(values, missing(tf)), tf.constant(value), floats);
  }

  /** Rows filled up with missing values, [N, M], without them. */
  static <T extends TType> Ragged<T> unpadded(Ops tf, ColumnType type, Operand<T> padded) {
    Operand<TBool> present = tf.math.logicalNot(missing(tf, type, padded));
    Operand<TInt64> lengths =
        tf.reduceSum(tf.dtypes.cast(present, TInt64.class), tf.constant(new int[] {1}));
    Operand<TInt64> splits =
        tf.concat(
            List.of(tf.constant(new long[1]), tf.math.cumsum(lengths, tf.constant(0))),
            tf.constant(0));
    return new Ragged<>(
        tf.withName("values").identity(tf.gatherNd(padded, tf.where(present))),
        tf.withName("row_splits").identity(splits));
  }

  private static Operand<TInt64> missing(Ops tf) {
    return tf.constant(Missing.INT64);
  }
}
