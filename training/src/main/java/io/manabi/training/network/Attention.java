package io.manabi.training.network;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Attention by scaled dot products, after <a href="https://arxiv.org/abs/1706.03762">Vaswani et al.
 * 2017</a>; {@link MultiHeadAttention} is the layer made of it.
 */
public final class Attention {
  private Attention() {}

  /**
   * For each query the mean of the values, weighted by the softmax of the products of the query
   * with the keys, which are divided by the root of their size.
   *
   * @param queries float [N, …, length, size], its size known
   * @param keys float [N, …, length', size]
   * @param values float [N, …, length', width]
   * @param mask which keys a query may attend to, of a shape that broadcasts to [N, …, length,
   *     length']; empty for all
   * @return float [N, …, length, width]
   */
  public static Operand<TFloat32> scaledDotProduct(
      Network network,
      Operand<TFloat32> queries,
      Operand<TFloat32> keys,
      Operand<TFloat32> values,
      Optional<Operand<TBool>> mask) {
    Ops tf = network.tf();
    Operand<TFloat32> scores = scores(network, tf, queries, keys);
    Operand<TFloat32> seen = mask.map(each -> masked(tf, scores, each)).orElse(scores);
    return new Product.Batch(false).of(network, tf, tf.nn.softmax(seen), values);
  }

  /** How much a query has to do with a key, [N, …, length, length']. */
  static Operand<TFloat32> scores(
      Network network, Ops tf, Operand<TFloat32> queries, Operand<TFloat32> keys) {
    Shape shape = queries.shape();
    float scale = (float) (1 / Math.sqrt((double) shape.get(shape.numDimensions() - 1)));
    return new Product.Batch(true).of(network, tf, tf.math.mul(queries, tf.constant(scale)), keys);
  }

  /** Scores that are very low where a key may not be attended to. */
  static Operand<TFloat32> masked(Ops tf, Operand<TFloat32> scores, Operand<TBool> mask) {
    Operand<TFloat32> missing = tf.math.sub(tf.constant(1f), tf.dtypes.cast(mask, TFloat32.class));
    return tf.math.add(scores, tf.math.mul(missing, tf.constant(Sequences.VERY_LOW)));
  }

  /** True for keys that do not come after the query, [length, length']. */
  static Operand<TBool> causal(Ops tf, long queries, long keys) {
    return tf.math.greaterEqual(
        tf.expandDims(numbers(tf, queries), tf.constant(1)),
        tf.expandDims(numbers(tf, keys), tf.constant(0)));
  }

  private static Operand<TInt64> numbers(Ops tf, long count) {
    return tf.range(tf.constant(0L), tf.constant(count), tf.constant(1L));
  }
}
