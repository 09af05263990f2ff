package io.manabi.transform.vocabularies;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.LowerBound;
import org.tensorflow.types.TInt64;

/**
 * The rows of ragged values in a graph.
 *
 * @param rowSplits int64 [N + 1]
 */
record Rows(Ops tf, Operand<TInt64> rowSplits) {

  /** The number of values of each row, [N]. */
  Operand<TInt64> lengths() {
    return tf.math.sub(
        tf.slice(rowSplits, tf.array(1L), tf.array(-1L)),
        tf.slice(
            rowSplits,
            tf.array(0L),
            tf.math.sub(tf.shape(rowSplits, TInt64.class), tf.constant(1L))));
  }

  /** From 0 up to a number. */
  Operand<TInt64> range(Operand<TInt64> size) {
    return tf.range(tf.constant(0L), size, tf.constant(1L));
  }

  /** Where rows end. */
  Operand<TInt64> end(Operand<TInt64> row) {
    return tf.gather(rowSplits, tf.math.add(row, tf.constant(1L)), tf.constant(0));
  }

  /** The row splits of other values, [N + 1], by the row of each, in ascending order. */
  Operand<TInt64> splits(Operand<TInt64> rows) {
    Operand<TInt64> begin =
        LowerBound.create(
            tf.scope(), batch(rows), batch(range(tf.size(rowSplits, TInt64.class))), TInt64.class);
    return flat(begin);
  }

  private Operand<TInt64> batch(Operand<TInt64> values) {
    return tf.expandDims(values, tf.constant(0));
  }

  private Operand<TInt64> flat(Operand<TInt64> batch) {
    return tf.reshape(batch, tf.array(-1));
  }
}
