package io.manabi.training.network;

import io.manabi.core.ManabiException;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Attention with several heads, after <a href="https://arxiv.org/abs/1706.03762">Vaswani et al.
 * 2017</a>, with the parameters of <a
 * href="https://keras.io/api/layers/attention_layers/multi_head_attention">Keras's layer</a>, so
 * that they can be taken over. Positions that are only filling are not attended to; see {@link
 * Masks}.
 *
 * @param name the name of the layer; its parameters are {@code kernel} and {@code bias} of {@code
 *     name/query}, {@code name/key}, {@code name/value} and {@code name/attention_output}
 * @param heads how many heads there are
 * @param keySize how many numbers a head has for queries, keys and values
 * @param dropout the share of attention that is dropped while the model trains, below 1
 * @param causal whether a position attends to those before it and itself only
 */
public record MultiHeadAttention(String name, int heads, int keySize, float dropout, boolean causal)
    implements Layer {
  /** Checks the numbers. */
  public MultiHeadAttention {
    if (heads < 1 || keySize < 1 || !(dropout >= 0 && dropout < 1)) {
      throw ManabiException.user(
          "Attention %s needs at least one head, a key size of at least 1 and a dropout below 1, not %s, %s and %s."
              .formatted(name, heads, keySize, dropout));
    }
  }

  /** Attention to all positions, without dropout. */
  public MultiHeadAttention(String name, int heads, int keySize) {
    this(name, heads, keySize, 0, false);
  }

  /**
   * Attends from each position of a sequence to those of the same.
   *
   * @param inputs float [N, length, features]
   * @return float, of the same shape
   */
  @Override
  public Operand<TFloat32> apply(Network network, Operand<TFloat32> inputs) {
    return attend(network, inputs, inputs);
  }

  /**
   * Attends from each position of one sequence to those of another.
   *
   * @param queries float [N, length, features]
   * @param values float [N, length', features'], of which positions may be masked
   * @return float [N, length, features]
   * @throws ManabiException if these are no sequences of a known length
   */
  public Operand<TFloat32> attend(
      Network network, Operand<TFloat32> queries, Operand<TFloat32> values) {
    long length = Sequences.require(name, queries).get(1);
    long features = queries.shape().get(2);
    Ops tf = network.layer(name);
    Operand<TFloat32> q = project(network, "query", queries);
    Operand<TFloat32> k = project(network, "key", values);
    Operand<TFloat32> v = project(network, "value", values);
    Operand<TFloat32> scores = Attention.scores(network, tf, q, k);
    Optional<Operand<TBool>> mask = network.masks().of(values);
    if (mask.isPresent()) {
      Operand<TBool> keys = tf.reshape(mask.get(), tf.array(-1L, 1, 1, values.shape().get(1)));
      scores = Attention.masked(tf, scores, keys);
    }
    if (causal) {
      scores = Attention.masked(tf, scores, Attention.causal(tf, length, values.shape().get(1)));
    }
    Operand<TFloat32> shares = network.dropout(tf.nn.softmax(scores), dropout);
    // Heads side by side again, [N · length, heads · keySize].
    Operand<TFloat32> seen =
        tf.reshape(
            tf.linalg.transpose(
                new Product.Batch(false).of(network, tf, shares, v), tf.array(0, 2, 1, 3)),
            tf.array(-1L, width()));
    Operand<TFloat32> kernel =
        network.parameter(
            name + "/attention_output/kernel",
            Shape.of(heads, keySize, features),
            Initializer.glorot(width(), features));
    Operand<TFloat32> bias =
        network.parameter(
            name + "/attention_output/bias", Shape.of(features), new Initializer.Constant(0));
    Operand<TFloat32> outputs =
        Product.MATRICES.of(network, tf, seen, tf.reshape(kernel, tf.array(width(), features)));
    Operand<TFloat32> attended =
        tf.reshape(tf.nn.biasAdd(outputs, bias), tf.array(-1L, length, features));
    network.masks().carry(queries, attended);
    return attended;
  }

  private long width() {
    return (long) heads * keySize;
  }

  /** What each head makes of a sequence, [N, heads, length, keySize]. */
  private Operand<TFloat32> project(Network network, String part, Operand<TFloat32> inputs) {
    Shape shape = Sequences.require(name, inputs);
    long features = shape.get(2);
    Operand<TFloat32> kernel =
        network.parameter(
            name + "/" + part + "/kernel",
            Shape.of(features, heads, keySize),
            Initializer.glorot(features, width()));
    Operand<TFloat32> bias =
        network.parameter(
            name + "/" + part + "/bias", Shape.of(heads, keySize), new Initializer.Constant(0));
    Ops tf = network.layer(name + "/" + part);
    Operand<TFloat32> rows = tf.reshape(inputs, tf.array(-1L, features));
    Operand<TFloat32> projected =
        tf.nn.biasAdd(
            Product.MATRICES.of(network, tf, rows, tf.reshape(kernel, tf.array(features, width()))),
            tf.reshape(bias, tf.array(width())));
    Operand<TFloat32> apart = tf.reshape(projected, tf.array(-1L, shape.get(1), heads, keySize));
    Operand<TInt32> headsFirst = tf.array(0, 2, 1, 3);
    return tf.linalg.transpose(apart, headsFirst);
  }
}
