package io.manabi.transform.vocabularies;

import io.manabi.transform.Columns;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.HashTable;
import org.tensorflow.op.core.InitializeTable;
import org.tensorflow.op.core.InitializeTableFromTextFile;
import org.tensorflow.op.strings.StaticRegexReplace;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** The tables of vocabularies: one for each and direction, however often it is used. */
final class LookupTables {
  private static final long LINE = -2;
  private static final long LINE_NUMBER = -1;

  private LookupTables() {}

  /** The handle of the table from tokens to indices. */
  static Operand<? extends TType> indices(
      Columns columns, String name, Operand<TString> file, boolean storesFrequency) {
    return table(columns, name, file, storesFrequency, false);
  }

  /** The handle of the table from indices to tokens. */
  static Operand<? extends TType> tokens(
      Columns columns, String name, Operand<TString> file, boolean storesFrequency) {
    return table(columns, name, file, storesFrequency, true);
  }

  private static Operand<? extends TType> table(
      Columns columns,
      String name,
      Operand<TString> file,
      boolean storesFrequency,
      boolean inverse) {
    // Not in the scope of the function that happens to be the first to use it.
    Ops tf = columns.shared();
    String tableName = name + (inverse ? ".tokens" : ".indices");
    Operation known = ((Graph) tf.scope().env()).operation("shared/" + tableName);
    if (known != null) {
      return known.output(0);
    }
    Class<? extends TType> keys = inverse ? TInt64.class : TString.class;
    Class<? extends TType> values = inverse ? TString.class : TInt64.class;
    HashTable table = tf.withName(tableName).hashTable(keys, values);
    if (storesFrequency) {
      Operand<TString> tokens = tokensOf(tf, file);
      Operand<TInt64> numbers =
          tf.range(tf.constant(0L), tf.size(tokens, TInt64.class), tf.constant(1L));
      columns.initializer(
          inverse
              ? InitializeTable.create(tf.scope(), table.tableHandle(), numbers, tokens)
              : InitializeTable.create(tf.scope(), table.tableHandle(), tokens, numbers));
    } else {
      columns.initializer(
          InitializeTableFromTextFile.create(
              tf.scope(),
              table.tableHandle(),
              file,
              inverse ? LINE_NUMBER : LINE,
              inverse ? LINE : LINE_NUMBER));
    }
    return table.tableHandle();
  }

  /**
   * The tokens of a file that has frequencies too. TensorFlow's reader of files splits lines at
   * every space, and tokens may have spaces.
   */
  private static Operand<TString> tokensOf(Ops tf, Operand<TString> file) {
    Operand<TString> lines =
        tf.strings
            .stringSplit(tf.reshape(tf.io.readFile(file), tf.array(1)), tf.constant("\n"))
            .values();
    Operand<TInt64> count = tf.math.sub(tf.shape(lines, TInt64.class), tf.constant(1L));
    // What comes after the last line end is no line.
    return tf.strings.staticRegexReplace(
        tf.slice(lines, tf.array(0L), count),
        "^[^ ]* ",
        "",
        StaticRegexReplace.replaceGlobal(false));
  }
}
