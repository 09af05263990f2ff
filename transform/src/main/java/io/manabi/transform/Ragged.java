package io.manabi.transform;

import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Rows of different length: the values of all rows one after the other, and where each row begins.
 * As an operand it is its values, so that an op that treats each value by itself can be applied;
 * see {@link #map} to keep the rows. See <a
 * href="https://www.tensorflow.org/guide/ragged_tensor">ragged tensors</a>.
 *
 * @param values [V], the values of all rows
 * @param rowSplits int64 [N + 1]: row i has the values from {@code rowSplits[i]} up to, but
 *     without, {@code rowSplits[i + 1]}
 * @param <T> the type of the values
 */
public record Ragged<T extends TType>(Operand<T> values, Operand<TInt64> rowSplits)
    implements Operand<T> {
  /**
   * What the name of a ragged output ends with in a signature, for the tensor of its row splits.
   */
  public static final String SPLITS_SUFFIX = ".row_splits";

  /** The same rows with other values, one for each. */
  public Ragged<T> map(UnaryOperator<Operand<T>> function) {
    return with(function.apply(values));
  }

  /**
   * The same rows with other values, one for each.
   *
   * @param others [V]
   */
  public <U extends TType> Ragged<U> with(Operand<U> others) {
    return new Ragged<>(others, rowSplits);
  }

  /** The number of the row of each value, from 0: int64 [V]. */
  public Operand<TInt64> rows(Ops tf) {
    Operand<TInt64> positions =
        tf.range(tf.constant(0L), tf.size(values, TInt64.class), tf.constant(1L));
    Operand<TInt64> rowsBegun =
        tf.upperBound(
            tf.expandDims(rowSplits, tf.constant(0)),
            tf.expandDims(positions, tf.constant(0)),
            TInt64.class);
    return tf.math.sub(tf.reshape(rowsBegun, tf.array(-1)), tf.constant(1L));
  }

  @Override
  public Output<T> asOutput() {
    return values.asOutput();
  }

  @Override
  public Operation op() {
    return values.op();
  }
}
