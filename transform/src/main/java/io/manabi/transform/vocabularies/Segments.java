package io.manabi.transform.vocabularies;

import io.manabi.transform.Columns;
import io.manabi.transform.Ragged;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.LowerBound;
import org.tensorflow.op.core.Unique;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Rows of different length as sets and as positions; none of it needs a pass over the data. */
public final class Segments {
  private Segments() {}

  /**
   * The different values of each row, each where it comes first.
   *
   * @param values strings or numbers; NaN is different from every NaN
   */
  public static <T extends TType> Ragged<T> deduplicateTensorPerRow(
      Columns columns, Ragged<T> values) {
    Ops tf = columns.tf();
    Unique<T, TInt64> different = tf.unique(values.values(), tf.array(0), TInt64.class);
    // Numbers for pairs of row and value; the first of equal ones is where the row has it first.
    Operand<TInt64> count = tf.math.maximum(tf.size(different.y(), TInt64.class), tf.constant(1L));
    Operand<TInt64> pairs = tf.math.add(tf.math.mul(values.rows(tf), count), different.idx());
    Operand<TInt64> left = tf.unique(pairs, tf.array(0), TInt64.class).y();
    return new Ragged<>(
        tf.gather(different.y(), tf.math.floorMod(left, count), tf.constant(0)),
        new Rows(tf, values.rowSplits()).splits(tf.math.floorDiv(left, count)));
  }

  /**
   * The position of each element in its segment, from 0: of {@code 0 0 1 2 2 2} it is {@code 0 1 0
   * 0 1 2}.
   *
   * @param segmentIds int64 [V], the segments of the elements, which do not go down
   * @return int64 [V]
   */
  public static Operand<TInt64> segmentIndices(Columns columns, Operand<TInt64> segmentIds) {
    Ops tf = columns.tf();
    Operand<TInt64> ids = tf.expandDims(segmentIds, tf.constant(0));
    Operand<TInt64> starts =
        tf.reshape(LowerBound.create(tf.scope(), ids, ids, TInt64.class), tf.array(-1));
    return tf.math.sub(
        tf.range(tf.constant(0L), tf.size(segmentIds, TInt64.class), tf.constant(1L)), starts);
  }
}
