package io.manabi.transform.vocabularies;

import io.manabi.transform.Columns;
import io.manabi.transform.Ragged;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.UniqueWithCounts;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * How much the terms of a row, its document, tell it apart from other rows. Terms are indices of a
 * vocabulary; as in tf.Transform, those outside are counted modulo its size, so that -1 is the last
 * one. See <a href="https://en.wikipedia.org/wiki/Tf%E2%80%93idf">tf-idf</a>.
 */
public final class TermFrequencies {
  private TermFrequencies() {}

  /**
   * The different terms of each row and their weights.
   *
   * @param terms in ascending order
   * @param weights of the same rows, one for each term
   */
  public record Weighted(Ragged<TInt64> terms, Ragged<TFloat32> weights) {}

  /**
   * In how many rows of all the data each term is.
   *
   * @param terms indices
   * @param size of the vocabulary with its buckets, int64 scalar, as {@link Vocabulary#size}
   * @return as many values as {@code terms} has; 0 for a term that the data do not have
   */
  public static Ragged<TInt64> documentFrequency(
      Columns columns, Ragged<TInt64> terms, Operand<TInt64> size) {
    Ragged<TInt64> inside = inside(columns.tf(), terms, size);
    Operand<TInt64> frequencies =
        columns
            .analyze(new DocumentFrequency(true, true), inside)
            .get(0)
            .asOutput()
            .expect(TInt64.class);
    return inside.with(
        columns
            .tf()
            .gather(
                frequencies,
                known(columns.tf(), inside.values(), frequencies),
                columns.tf().constant(0)));
  }

  /**
   * The inverse document frequency of each term.
   *
   * @param terms indices
   * @param size of the vocabulary with its buckets, int64 scalar
   * @param smooth {@code 1 + log((rows + 1) / (documentFrequency + 1))}, which no term makes
   *     infinite; else without the ones inside the logarithm
   * @return as many values as {@code terms} has
   */
  public static Ragged<TFloat32> idf(
      Columns columns, Ragged<TInt64> terms, Operand<TInt64> size, boolean smooth) {
    return idf(columns, terms, size, smooth, true);
  }

  /**
   * The inverse document frequency of each term, with or without a baseline.
   *
   * @param addBaseline whether to add the one before the logarithm, without which a term that is in
   *     every row weighs nothing
   * @return as many values as {@code terms} has
   */
  public static Ragged<TFloat32> idf(
      Columns columns,
      Ragged<TInt64> terms,
      Operand<TInt64> size,
      boolean smooth,
      boolean addBaseline) {
    Ragged<TInt64> inside = inside(columns.tf(), terms, size);
    DocumentFrequency analyzer = new DocumentFrequency(smooth, addBaseline);
    return inside.with(inverse(columns, inside, inside.values(), analyzer));
  }

  /**
   * The weight of each different term of a row: its share of the row's terms, times its {@link
   * #idf}.
   *
   * @param terms indices
   * @param size of the vocabulary with its buckets, int64 scalar
   * @param smooth see {@link #idf}
   */
  public static Weighted tfidf(
      Columns columns, Ragged<TInt64> terms, Operand<TInt64> size, boolean smooth) {
    Ops tf = columns.tf();
    Ragged<TInt64> inside = inside(tf, terms, size);
    Rows rows = new Rows(tf, terms.rowSplits());
    Operand<TInt64> pairs = tf.math.add(tf.math.mul(terms.rows(tf), size), inside.values());
    UniqueWithCounts<TInt64, TInt64> unique =
        tf.uniqueWithCounts(sorted(tf, pairs), tf.array(0), TInt64.class);
    Operand<TInt64> row = tf.math.floorDiv(unique.y(), size);
    Operand<TInt64> term = tf.math.floorMod(unique.y(), size);
    Operand<TFloat32> share =
        tf.math.div(
            tf.dtypes.cast(unique.count(), TFloat32.class),
            tf.dtypes.cast(tf.gather(rows.lengths(), row, tf.constant(0)), TFloat32.class));
    Ragged<TInt64> different = new Ragged<>(term, rows.splits(row));
    return new Weighted(
        different,
        different.with(
            tf.math.mul(
                share, inverse(columns, inside, term, new DocumentFrequency(smooth, true)))));
  }

  private static Operand<TFloat32> inverse(
      Columns columns, Ragged<TInt64> all, Operand<TInt64> terms, DocumentFrequency analyzer) {
    Ops tf = columns.tf();
    Operand<TFloat32> values =
        columns.analyze(analyzer, all).get(1).asOutput().expect(TFloat32.class);
    return tf.gather(values, known(tf, terms, values), tf.constant(0));
  }

  private static Ragged<TInt64> inside(Ops tf, Ragged<TInt64> terms, Operand<TInt64> size) {
    return terms.map(values -> tf.math.floorMod(values, size));
  }

  /** The last element stands for all terms that the data do not have. */
  private static Operand<TInt64> known(Ops tf, Operand<TInt64> terms, Operand<?> values) {
    return tf.math.minimum(terms, tf.math.sub(tf.size(values, TInt64.class), tf.constant(1L)));
  }

  private static Operand<TInt64> sorted(Ops tf, Operand<TInt64> values) {
    TopK<TInt64, TInt32> descending =
        tf.nn.topK(tf.math.neg(values), tf.size(values), TInt32.class);
    return tf.math.neg(descending.values());
  }
}
