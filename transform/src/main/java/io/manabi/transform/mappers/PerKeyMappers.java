package io.manabi.transform.mappers;

import io.manabi.core.ManabiException;
import io.manabi.transform.Columns;
import io.manabi.transform.analyzers.Keyed;
import io.manabi.transform.analyzers.PerKeyAnalyzers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;

/**
 * Numbers on another scale or in buckets, each by what a pass over all the data finds of its key:
 * prices by currency, visits by country. A key is a string or an integer, one for each number or
 * for each row. The empty string, which is what a missing key is, is a key as others are. Of a
 * ragged operand the values are returned, so that {@code ragged.with(scaleToZScorePerKey(columns,
 * ragged, key))} keeps the rows.
 */
public final class PerKeyMappers {
  private PerKeyMappers() {}

  /**
   * The difference from the mean of the key by its standard deviation, or the difference alone if
   * the deviation is 0. The variance is the biased one. With an unknown key a number stays as it
   * is.
   *
   * @param x numbers, [N], [N, n] or ragged
   * @param key strings or integers, as {@code x} or one for each row
   * @return float of the same shape; NaN stays NaN
   */
  public static Operand<TFloat32> scaleToZScorePerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key) {
    Keyed<TString, TFloat32> means = PerKeyAnalyzers.meanPerKey(columns, x, key);
    Keyed<TString, TFloat32> variances = PerKeyAnalyzers.varPerKey(columns, x, key);
    KeyTable table = KeyTable.of(columns, means.keys(), x, key);
    return Scaling.byDeviation(
        columns.tf(), x, table.find(means.values()), table.find(variances.values()));
  }

  /**
   * The same with what is found of the keys in a file instead of the graph, for millions of keys. A
   * key with a line end is unknown.
   *
   * @param keyVocabularyFilename the name of the file, {@code mean,variance key} in each line;
   *     another one for each file of a preprocessing
   */
  public static Operand<TFloat32> scaleToZScorePerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key, String keyVocabularyFilename) {
    KeyFile file =
        KeyFile.of(
            columns,
            PerKeyAnalyzers.meanAndVarPerKey(columns, x, key, keyVocabularyFilename),
            KeyTable.ofValues(columns.tf(), x, key));
    return Scaling.byDeviation(columns.tf(), x, file.find(0), file.find(1));
  }

  /**
   * Numbers about as a normal distribution has them, by the tails of their key. With an unknown key
   * a number stays as it is.
   *
   * @param x numbers, [N], [N, n] or ragged
   * @param key strings or integers, as {@code x} or one for each row
   * @return float of the same shape; NaN and infinities stay what they are
   * @see Scaling#scaleToGaussian
   */
  public static Operand<TFloat32> scaleToGaussianPerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key) {
    PerKeyAnalyzers.TukeyParameters tukey = PerKeyAnalyzers.tukeyPerKey(columns, x, key);
    Keyed<TString, TFloat32> variances = PerKeyAnalyzers.varPerKey(columns, x, key);
    KeyTable table = KeyTable.of(columns, tukey.keys(), x, key);
    return new Gaussianization(
            table.find(tukey.location()),
            table.find(tukey.scale()),
            table.find(variances.values()),
            table.find(tukey.left()),
            table.find(tukey.right()))
        .of(columns.tf(), x);
  }

  /**
   * Numbers from 0 for the least of the key to 1 for its greatest.
   *
   * @see #scaleByMinMaxPerKey
   */
  public static Operand<TFloat32> scaleTo01PerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key) {
    return scaleByMinMaxPerKey(columns, x, key, 0, 1);
  }

  /**
   * Numbers from 0 for the least of the key to 1 for its greatest, which are in a file.
   *
   * @see #scaleByMinMaxPerKey
   */
  public static Operand<TFloat32> scaleTo01PerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key, String keyVocabularyFilename) {
    return scaleByMinMaxPerKey(columns, x, key, 0, 1, keyVocabularyFilename);
  }

  /**
   * Numbers from one for the least of the key to another for its greatest. If these are the same or
   * the key is unknown, it is the logistic function of the number, brought into the range.
   *
   * @param x numbers, [N], [N, n] or ragged
   * @param key strings or integers, as {@code x} or one for each row
   * @param outputMin what the least becomes
   * @param outputMax what the greatest becomes, more than {@code outputMin}
   * @return float of the same shape; NaN stays NaN
   */
  public static Operand<TFloat32> scaleByMinMaxPerKey(
      Columns columns,
      Operand<? extends TNumber> x,
      Operand<?> key,
      float outputMin,
      float outputMax) {
    check(outputMin, outputMax);
    Ops tf = columns.tf();
    Keyed<TString, ? extends TNumber> least = PerKeyAnalyzers.minPerKey(columns, x, key);
    Keyed<TString, ? extends TNumber> greatest = PerKeyAnalyzers.maxPerKey(columns, x, key);
    KeyTable table = KeyTable.of(columns, least.keys(), x, key);
    return Scaling.byRange(
        tf,
        x,
        table.find(Scaling.floats(tf, least.values())),
        table.find(Scaling.floats(tf, greatest.values())),
        outputMin,
        outputMax);
  }

  /**
   * The same with what is found of the keys in a file instead of the graph, for millions of keys. A
   * key with a line end is unknown.
   *
   * @param keyVocabularyFilename the name of the file, {@code least,greatest,sum,size key} in each
   *     line; another one for each file of a preprocessing
   */
  public static Operand<TFloat32> scaleByMinMaxPerKey(
      Columns columns,
      Operand<? extends TNumber> x,
      Operand<?> key,
      float outputMin,
      float outputMax,
      String keyVocabularyFilename) {
    check(outputMin, outputMax);
    KeyFile file =
        KeyFile.of(
            columns,
            PerKeyAnalyzers.minAndMaxPerKey(columns, x, key, keyVocabularyFilename),
            KeyTable.ofValues(columns.tf(), x, key));
    return Scaling.byRange(columns.tf(), x, file.find(0), file.find(1), outputMin, outputMax);
  }

  private static void check(float outputMin, float outputMax) {
    if (!(outputMin < outputMax)) {
      throw ManabiException.user(
          "Numbers are scaled to the range from %s to %s; the first must be less than the second."
              .formatted(outputMin, outputMax));
    }
  }

  /**
   * The number of the bucket, from 0, of buckets of the key with about as many of its numbers each.
   *
   * @param x numbers, [N], [N, n] or ragged
   * @param key strings or integers, as {@code x} or one for each row
   * @param buckets how many, at least 2
   * @return int64 of the same shape, less than {@code buckets}; NaN is in the last bucket, and -1
   *     is the bucket of unknown keys
   */
  public static Operand<TInt64> bucketizePerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key, int buckets) {
    return bucketizePerKey(columns, x, key, null, buckets);
  }

  /**
   * The same with weights: a number counts as often as its weight says.
   *
   * @param weights one for each number of {@code x}; null if all are 1
   */
  public static Operand<TInt64> bucketizePerKey(
      Columns columns,
      Operand<? extends TNumber> x,
      Operand<?> key,
      @Nullable Operand<? extends TNumber> weights,
      int buckets) {
    Ops tf = columns.tf();
    Keyed<TString, TFloat32> quantiles =
        PerKeyAnalyzers.quantilesPerKey(
            columns, x, key, weights, buckets, Math.min(0.01, 1.0 / buckets));
    KeyTable table = KeyTable.of(columns, quantiles.keys(), x, key);
    // The borders of an unknown key are never looked at, but there must be some.
    Operand<TFloat32> all =
        tf.concat(
            List.of(quantiles.values(), tf.zeros(tf.array(1, buckets - 1), TFloat32.class)),
            tf.constant(0));
    Operand<TFloat32> borders = tf.gather(all, table.position(), tf.constant(0));
    Operand<TFloat32> floats = Scaling.floats(tf, x);
    // A comparison takes NaN for less than any number; here it is in the last bucket.
    Operand<TFloat32> compared =
        tf.select(tf.math.isNan(floats), tf.constant(Float.POSITIVE_INFINITY), floats);
    Operand<TBool> reached = tf.math.lessEqual(borders, tf.expandDims(compared, tf.constant(-1)));
    Operand<TInt64> bucket = tf.reduceSum(tf.dtypes.cast(reached, TInt64.class), tf.array(-1));
    Operand<TBool> known = tf.math.less(table.position(), tf.size(quantiles.keys(), TInt64.class));
    return tf.select(known, bucket, tf.constant(-1L));
  }
}
