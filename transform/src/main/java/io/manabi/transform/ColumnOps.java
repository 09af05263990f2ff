package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.Missing;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
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

  /**
   * Floats with 0 for those that are too small for all digits. TensorFlow computes with 0 for them
   * on threads of its own, but not on those of a caller; so all do.
   */
  static Operand<?> normal(Ops tf, Operand<?> values) {
    if (values.asOutput().dataType() != DataType.DT_FLOAT) {
      return values;
    }
    Operand<TFloat32> floats = values.asOutput().expect(TFloat32.class);
    return tf.select(
        tf.math.less(tf.math.abs(floats), tf.constant(Float.MIN_NORMAL)), tf.constant(0f), floats);
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

  /** Rows of the same length, [N, M], as ragged ones. */
  static <T extends TType> Ragged<T> rows(Ops tf, Operand<T> values) {
    Operand<TInt64> shape = tf.shape(values, TInt64.class);
    Operand<TInt64> ends =
        tf.range(
            tf.constant(0L),
            tf.math.add(tf.gather(shape, tf.constant(0), tf.constant(0)), tf.constant(1L)),
            tf.constant(1L));
    return new Ragged<>(
        tf.withName("values").reshape(values, tf.array(-1)),
        tf.withName("row_splits").math.mul(ends, tf.gather(shape, tf.constant(1), tf.constant(0))));
  }

  /** Rows without the missing values in them, which fill them up or come from the data. */
  static <T extends TType> Ragged<T> present(Ops tf, ColumnType type, Ragged<T> rows) {
    Operand<TBool> present = tf.math.logicalNot(missing(tf, type, rows.values()));
    Operand<TInt64> before =
        tf.concat(
            List.of(
                tf.array(0L),
                tf.math.cumsum(tf.dtypes.cast(present, TInt64.class), tf.constant(0))),
            tf.constant(0));
    return new Ragged<>(
        tf.gatherNd(rows.values(), tf.where(present)),
        tf.gather(before, rows.rowSplits(), tf.constant(0)));
  }

  private static Operand<TInt64> missing(Ops tf) {
    return tf.constant(Missing.INT64);
  }
}
