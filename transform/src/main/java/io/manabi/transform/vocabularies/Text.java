package io.manabi.transform.vocabularies;

import io.manabi.core.ManabiException;
import io.manabi.transform.Columns;
import io.manabi.transform.Ragged;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.strings.Join;
import org.tensorflow.op.strings.StringSplit;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Strings as buckets, and the tokens of a text as n-grams, bags and counts, as tf.Transform has
 * them; none of it needs a pass over the data.
 */
public final class Text {
  private Text() {}

  /**
   * The bucket of each string by TensorFlow's fast hash, which is the same everywhere and always.
   *
   * @param strings of any shape
   * @param buckets how many, at least 1
   * @return int64 of the same shape, from 0 to {@code buckets - 1}
   */
  public static Operand<TInt64> hashStrings(
      Columns columns, Operand<TString> strings, long buckets) {
    return hashes(
        columns, columns.tf().strings.toHashBucketFast(strings, checked(buckets)), buckets);
  }

  /**
   * The bucket of each string by SipHash with a key, so that nobody who does not know the key can
   * choose strings that share a bucket.
   *
   * @param strings of any shape
   * @param buckets how many, at least 1
   * @param key the first half of the key
   * @param secondKey the second half
   * @return int64 of the same shape, from 0 to {@code buckets - 1}
   */
  public static Operand<TInt64> hashStrings(
      Columns columns, Operand<TString> strings, long buckets, long key, long secondKey) {
    return hashes(
        columns,
        columns.tf().strings.toHashBucketStrong(strings, checked(buckets), List.of(key, secondKey)),
        buckets);
  }

  private static Operand<TInt64> hashes(Columns columns, Operand<TInt64> hashes, long buckets) {
    return columns.inRange(hashes, 0, columns.tf().constant(buckets - 1));
  }

  private static long checked(long buckets) {
    if (buckets < 1) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT, "Strings are hashed into %d buckets; give at least one.", buckets));
    }
    return buckets;
  }

  /**
   * The tokens of each text, as TensorFlow splits strings.
   *
   * @param texts string [N]
   * @param separator what is between two tokens, of which there are empty ones where it comes twice
   *     in a row or at an end, and one in an empty text; if it is empty, any white space is, and no
   *     token is empty
   */
  public static Ragged<TString> split(Columns columns, Operand<TString> texts, String separator) {
    Ops tf = columns.tf();
    StringSplit tokens = tf.strings.stringSplit(texts, tf.constant(separator));
    Operand<TInt64> rowOf =
        tf.squeeze(
            tf.slice(tokens.indices(), tf.array(0L, 0L), tf.array(-1L, 1L)),
            Squeeze.axis(List.of(1L)));
    Operand<TInt64> end = tf.math.add(tf.size(texts, TInt64.class), tf.constant(1L));
    Rows texted = new Rows(tf, tf.range(tf.constant(0L), end, tf.constant(1L)));
    return new Ragged<>(tokens.values(), texted.splits(rowOf));
  }

  /** The number of tokens of each row, int64 [N]. */
  public static Operand<TInt64> wordCount(Columns columns, Ragged<?> tokens) {
    return new Rows(columns.tf(), tokens.rowSplits()).lengths();
  }

  /**
   * The runs of neighbouring tokens in each row. They are in the order of their first token, the
   * shorter ones first: {@code one}, {@code one was}, {@code was}.
   *
   * @param from the least number of tokens in a run, at least 1
   * @param to the greatest
   * @param separator between the tokens of a run
   */
  public static Ragged<TString> ngrams(
      Columns columns, Ragged<TString> tokens, int from, int to, String separator) {
    if (from < 1 || to < from) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "N-grams are asked for of %d to %d tokens; begin with at least 1, and end with no less.",
              from,
              to));
    }
    Ops tf = columns.tf();
    Rows rows = new Rows(tf, tokens.rowSplits());
    Operand<TInt64> size = tf.size(tokens.values(), TInt64.class);
    Operand<TString> padded =
        tf.concat(
            List.of(tokens.values(), tf.fill(tf.array((long) to - 1), tf.constant(""))),
            tf.constant(0));
    List<Operand<TString>> runs = new ArrayList<>();
    List<Long> lengths = new ArrayList<>();
    Operand<TString> run = tokens.values();
    for (int length = 1; length <= to; length++) {
      if (length > 1) {
        Operand<TString> next =
            tf.slice(padded, tf.array((long) length - 1), tf.reshape(size, tf.array(1)));
        run = tf.strings.join(List.of(run, next), Join.separator(separator));
      }
      if (length >= from) {
        runs.add(run);
        lengths.add((long) length);
      }
    }
    Operand<TInt64> rowOf = tokens.rows(tf);
    Operand<TInt64> ends =
        tf.math.add(
            tf.expandDims(rows.range(size), tf.constant(1)),
            tf.constant(lengths.stream().mapToLong(Long::longValue).toArray()));
    Operand<TBool> inside = tf.math.lessEqual(ends, tf.expandDims(rows.end(rowOf), tf.constant(1)));
    Operand<TInt64> where = tf.where(inside);
    Operand<TInt64> tokenOf =
        tf.squeeze(tf.slice(where, tf.array(0L, 0L), tf.array(-1L, 1L)), Squeeze.axis(List.of(1L)));
    return new Ragged<>(
        tf.gatherNd(tf.stack(runs, Stack.axis(1L)), where),
        rows.splits(tf.gather(rowOf, tokenOf, tf.constant(0))));
  }

  /**
   * The different n-grams of each row, each where it comes first.
   *
   * @see #ngrams
   */
  public static Ragged<TString> bagOfWords(
      Columns columns, Ragged<TString> tokens, int from, int to, String separator) {
    return Segments.deduplicateTensorPerRow(columns, ngrams(columns, tokens, from, to, separator));
  }
}
