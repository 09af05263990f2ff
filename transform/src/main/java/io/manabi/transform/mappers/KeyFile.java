package io.manabi.transform.mappers;

import io.manabi.transform.Columns;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.HashTable;
import org.tensorflow.op.core.InitializeTable;
import org.tensorflow.op.strings.StaticRegexReplace;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * The numbers that the lines of a file have for keys: {@code number,number key}. The file is read
 * when the graph is loaded.
 *
 * @param columns takes the initializers of tables
 * @param lines string [k]
 * @param key of each value, string
 */
record KeyFile(Columns columns, Operand<TString> lines, Operand<TString> key) {

  /**
   * Reads a file.
   *
   * @param file its path, string scalar
   * @param key of each value
   */
  static KeyFile of(Columns columns, Operand<TString> file, Operand<TString> key) {
    Ops tf = columns.tf();
    Operand<TString> all =
        tf.strings
            .stringSplit(tf.reshape(tf.io.readFile(file), tf.array(1)), tf.constant("\n"))
            .values();
    // What comes after the last line end is no line.
    Operand<TInt64> count = tf.math.sub(tf.shape(all, TInt64.class), tf.constant(1L));
    return new KeyFile(columns, tf.slice(all, tf.array(0L), count), key);
  }

  /**
   * A number for the key of each value, 0 for a key that is not known.
   *
   * @param number which number of a line, from 0
   */
  Operand<TFloat32> find(int number) {
    Ops tf = columns.tf();
    HashTable table = tf.hashTable(TString.class, TFloat32.class);
    Operand<TString> keys = replaced("^[^ ]* ", "");
    Operand<TFloat32> numbers =
        tf.strings.toNumber(
            replaced("^(?:[^, ]*,){" + number + "}([^, ]*)[, ]\\C*$", "\\1"), TFloat32.class);
    columns.initializer(
        InitializeTable.create(
            tf.scope(),
            table.tableHandle(),
            tf.concat(List.of(keys, tf.array(KeyTable.NO_KEY)), tf.constant(0)),
            tf.concat(List.of(numbers, tf.array(0f)), tf.constant(0))));
    Operand<TFloat32> found = tf.lookupTableFind(table.tableHandle(), key, tf.constant(0f));
    // TensorFlow does not know the shape of what it finds in a table.
    return key.shape().isUnknown() ? found : tf.ensureShape(found, key.shape());
  }

  private Operand<TString> replaced(String pattern, String by) {
    return columns
        .tf()
        .strings
        .staticRegexReplace(lines, pattern, by, StaticRegexReplace.replaceGlobal(false));
  }
}
