package io.manabi.transform.vocabularies;

import io.manabi.transform.Columns;
import io.manabi.transform.Ragged;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Indices of a vocabulary or of buckets as zeros and ones, as a model without embeddings wants
 * them. The size may be a result of an analyzer, as {@link Vocabulary#size}: outputs then have it
 * as their length once the data are analyzed.
 */
public final class Encodings {
  private Encodings() {}

  /**
   * A one at the index. An index outside, as the -1 of an unknown token, has only zeros.
   *
   * @param indices int64 [N] or [N, n]
   * @param size how many indices there are, int64 scalar
   * @return float [N, size] or [N, n, size]
   */
  public static Operand<TFloat32> oneHot(
      Columns columns, Operand<TInt64> indices, Operand<TInt64> size) {
    Ops tf = columns.tf();
    return tf.oneHot(indices, tf.dtypes.cast(size, TInt32.class), tf.constant(1f), tf.constant(0f));
  }

  /**
   * A one at each index of a row, however often the row has it. Indices outside, as the -1 of an
   * unknown token, are left out.
   *
   * @param indices int64, any number per row
   * @param size how many indices there are, int64 scalar
   * @return float [N, size]
   */
  public static Operand<TFloat32> multiHot(
      Columns columns, Ragged<TInt64> indices, Operand<TInt64> size) {
    Ops tf = columns.tf();
    Operand<TBool> inside =
        tf.math.logicalAnd(
            tf.math.greaterEqual(indices.values(), tf.constant(0L)),
            tf.math.less(indices.values(), size));
    Operand<TInt64> pairs = tf.stack(List.of(indices.rows(tf), indices.values()), Stack.axis(1L));
    Operand<TInt64> known = tf.gatherNd(pairs, tf.where(inside));
    Operand<TInt64> rows = tf.math.sub(tf.size(indices.rowSplits(), TInt64.class), tf.constant(1L));
    Operand<TFloat32> ones =
        tf.fill(
            tf.slice(tf.shape(known, TInt64.class), tf.array(0L), tf.array(1L)), tf.constant(1f));
    // Equal pairs are added up.
    return tf.math.minimum(
        tf.scatterNd(known, ones, tf.stack(List.of(rows, size))), tf.constant(1f));
  }
}
