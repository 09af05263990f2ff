package io.manabi.transform.mappers;

import io.manabi.transform.Columns;
import io.manabi.transform.Ragged;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.HashTable;
import org.tensorflow.op.core.InitializeTable;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Where the results of an analyzer for each key are found by the key of a value.
 *
 * @param tf makes ops
 * @param position the number of the key of each value, or the number of keys if it is unknown; of a
 *     shape that can be broadcast to that of the values
 */
record KeyTable(Ops tf, Operand<TInt64> position) {
  /** A key that no data have, as TensorFlow cannot fill a table with none. */
  static final String NO_KEY = "8f3d1c62-6a0b-4f0e-9b57-2f6f4f3f7d11";

  /**
   * Looks up the keys of values.
   *
   * @param keys all that are known, string [k]
   * @param x the values, of any shape or ragged
   * @param key one for each value or for each row
   */
  static KeyTable of(Columns columns, Operand<TString> keys, Operand<?> x, Operand<?> key) {
    Ops tf = columns.tf();
    Operand<TInt64> count = tf.size(keys, TInt64.class);
    HashTable table = tf.hashTable(TString.class, TInt64.class);
    columns.initializer(
        InitializeTable.create(
            tf.scope(),
            table.tableHandle(),
            tf.concat(List.of(keys, tf.array(NO_KEY)), tf.constant(0)),
            tf.range(tf.constant(0L), tf.math.add(count, tf.constant(1L)), tf.constant(1L))));
    Operand<TString> strings = ofValues(tf, x, key);
    Operand<TInt64> found = tf.lookupTableFind(table.tableHandle(), strings, count);
    // TensorFlow does not know the shape of what it finds in a table.
    Shape shape = strings.shape();
    return new KeyTable(tf, shape.isUnknown() ? found : tf.ensureShape(found, shape));
  }

  /**
   * The result for the key of each value, 0 for a key that is not known.
   *
   * @param results [k]
   */
  Operand<TFloat32> find(Operand<TFloat32> results) {
    return tf.gather(
        tf.concat(List.of(results, tf.array(0f)), tf.constant(0)), position, tf.constant(0));
  }

  /** Keys as strings. */
  static Operand<TString> strings(Ops tf, Operand<?> key) {
    return key.asOutput().dataType() == DataType.DT_STRING
        ? key.asOutput().expect(TString.class)
        : tf.dtypes.asString(key.asOutput());
  }

  /** A key for each value, of a shape that can be broadcast to that of the values. */
  static Operand<TString> ofValues(Ops tf, Operand<?> x, Operand<?> key) {
    Operand<TString> strings = strings(tf, key);
    if (x instanceof Ragged<?> ragged) {
      return key instanceof Ragged ? strings : tf.gather(strings, ragged.rows(tf), tf.constant(0));
    }
    return strings.shape().numDimensions() == 1 && x.asOutput().shape().numDimensions() == 2
        ? tf.expandDims(strings, tf.constant(-1))
        : strings;
  }
}
