package io.manabi.transform.analyzers;

import io.manabi.core.ManabiException;
import io.manabi.transform.Analyzer;
import io.manabi.transform.Columns;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Passes over all the data that compute numbers for each key. A key is a string, or an integer as a
 * decimal string: one for each number or for each row. The empty string, which is what a missing
 * key is, is a key as others are. Results are tensors with an element for each key, or files with a
 * line for each, {@code number,number key}, without keys that have a line end.
 */
public final class PerKeyAnalyzers {
  private PerKeyAnalyzers() {}

  /**
   * How often each key is there, int64 [k].
   *
   * @param key strings or integers, of any shape or ragged
   * @return keys of the type of {@code key}
   */
  public static <K extends TType> Keyed<K, TInt64> countPerKey(Columns columns, Operand<K> key) {
    Ops tf = columns.tf();
    Keyed<TString, TInt64> counts =
        keyed(columns, new Occurrences(), 0, key, List.of(), TInt64.class);
    Operand<?> keys = counts.keys();
    if (key.asOutput().dataType() != DataType.DT_STRING) {
      keys = tf.dtypes.cast(tf.strings.toNumber(counts.keys(), TInt64.class), number(key));
    }
    return new Keyed<>(keys.asOutput().expect(key.type()), counts.values());
  }

  /**
   * How often each key is there, in a file.
   *
   * @param key strings or integers, of any shape or ragged
   * @param keyVocabularyFilename the name of the file, {@code count key} in each line; another one
   *     for each file of a preprocessing
   * @return the path of the file, string scalar
   */
  public static Operand<TString> countPerKey(
      Columns columns, Operand<?> key, String keyVocabularyFilename) {
    return file(columns, new Occurrences(), key, List.of(), keyVocabularyFilename);
  }

  /** The mean of the numbers of each key, as {@link NumericAnalyzers#mean}: float [k]. */
  public static Keyed<TString, TFloat32> meanPerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key) {
    return keyed(columns, new Moments(), 0, key, List.of(x), TFloat32.class);
  }

  /** The biased variance of each key, as {@link NumericAnalyzers#var}: float [k]. */
  public static Keyed<TString, TFloat32> varPerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key) {
    return keyed(columns, new Moments(), 1, key, List.of(x), TFloat32.class);
  }

  /**
   * The mean and the biased variance of each key in a file, {@code mean,variance key}.
   *
   * @param keyVocabularyFilename the name of the file, another one for each of a preprocessing
   * @return the path of the file, string scalar
   */
  public static Operand<TString> meanAndVarPerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key, String keyVocabularyFilename) {
    return file(columns, new Moments(), key, List.of(x), keyVocabularyFilename);
  }

  /** The least number of each key, as {@link NumericAnalyzers#min}: [k] of the type of x. */
  public static <T extends TNumber> Keyed<TString, T> minPerKey(
      Columns columns, Operand<T> x, Operand<?> key) {
    return keyed(columns, new Extremes(NumericAnalyzers.type(x)), 0, key, List.of(x), x.type());
  }

  /** The greatest number of each key, as {@link NumericAnalyzers#max}: [k] of the type of x. */
  public static <T extends TNumber> Keyed<TString, T> maxPerKey(
      Columns columns, Operand<T> x, Operand<?> key) {
    return keyed(columns, new Extremes(NumericAnalyzers.type(x)), 1, key, List.of(x), x.type());
  }

  /**
   * The least and the greatest number, the sum and the number of numbers of each key in a file,
   * {@code least,greatest,sum,size key}.
   *
   * @param keyVocabularyFilename the name of the file, another one for each of a preprocessing
   * @return the path of the file, string scalar
   */
  public static Operand<TString> minAndMaxPerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key, String keyVocabularyFilename) {
    return file(
        columns, new Extremes(NumericAnalyzers.type(x)), key, List.of(x), keyVocabularyFilename);
  }

  /** The sum of each key, as {@link NumericAnalyzers#sum}: [k] of the type of x. */
  public static <T extends TNumber> Keyed<TString, T> sumPerKey(
      Columns columns, Operand<T> x, Operand<?> key) {
    return keyed(columns, new Extremes(NumericAnalyzers.type(x)), 2, key, List.of(x), x.type());
  }

  /** How many numbers each key has, NaN left out: int64 [k]. */
  public static Keyed<TString, TInt64> sizePerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key) {
    return keyed(columns, new Extremes(NumericAnalyzers.type(x)), 3, key, List.of(x), TInt64.class);
  }

  /**
   * The numbers between parts of the same size of the numbers of each key, as {@link
   * NumericAnalyzers#quantiles}: float [k, parts - 1].
   *
   * @param weights one for each number; null if all are 1
   * @param parts how many parts, at least 2
   * @param epsilon by how much of all ranks of a key they may be wrong
   */
  public static Keyed<TString, TFloat32> quantilesPerKey(
      Columns columns,
      Operand<? extends TNumber> x,
      Operand<?> key,
      @Nullable Operand<? extends TNumber> weights,
      int parts,
      double epsilon) {
    if (parts < 2) {
      throw ManabiException.user(
          "Quantiles were asked for " + parts + " parts; there must be 2 or more.");
    }
    return keyed(
        columns,
        new Quantiles(parts, epsilon),
        0,
        key,
        weights == null ? List.of(x) : List.of(x, weights),
        TFloat32.class);
  }

  /**
   * What {@link TukeyAnalyzers} compute, of each key.
   *
   * @param keys string [k]
   * @param location float [k]
   * @param scale float [k]
   * @param left float [k]
   * @param right float [k]
   */
  public record TukeyParameters(
      Operand<TString> keys,
      Operand<TFloat32> location,
      Operand<TFloat32> scale,
      Operand<TFloat32> left,
      Operand<TFloat32> right) {}

  /** The location, the scale and the tails of the numbers of each key. */
  public static TukeyParameters tukeyPerKey(
      Columns columns, Operand<? extends TNumber> x, Operand<?> key) {
    List<Operand<?>> results =
        columns.analyze(new PerKey<>(new Tukey(), null), inputs(key, List.of(x)));
    List<Operand<TFloat32>> numbers =
        results.subList(1, 5).stream()
            .map(result -> (Operand<TFloat32>) result.asOutput().expect(TFloat32.class))
            .toList();
    return new TukeyParameters(
        results.get(0).asOutput().expect(TString.class),
        numbers.get(0),
        numbers.get(1),
        numbers.get(2),
        numbers.get(3));
  }

  private static <T extends TType> Keyed<TString, T> keyed(
      Columns columns,
      Analyzer<?> analyzer,
      int result,
      Operand<?> key,
      List<Operand<?>> values,
      Class<T> type) {
    List<Operand<?>> results = columns.analyze(new PerKey<>(analyzer, null), inputs(key, values));
    return new Keyed<>(
        results.get(0).asOutput().expect(TString.class),
        results.get(result + 1).asOutput().expect(type));
  }

  private static Operand<TString> file(
      Columns columns, Analyzer<?> analyzer, Operand<?> key, List<Operand<?>> values, String file) {
    return columns
        .analyze(new PerKey<>(analyzer, file), inputs(key, values))
        .get(0)
        .asOutput()
        .expect(TString.class);
  }

  private static Operand<?>[] inputs(Operand<?> key, List<Operand<?>> values) {
    DataType type = key.asOutput().dataType();
    switch (type) {
      case DT_STRING, DT_INT8, DT_INT16, DT_INT32, DT_INT64, DT_UINT8, DT_UINT16, DT_UINT32 -> {}
      default ->
          throw ManabiException.user(
              "%s cannot be the key of an analyzer; strings and integers can.".formatted(type));
    }
    List<Operand<?>> inputs = new ArrayList<>(List.of(key));
    inputs.addAll(values);
    return inputs.toArray(Operand<?>[]::new);
  }

  @SuppressWarnings("unchecked") // Keys are strings or integers.
  private static Class<? extends TNumber> number(Operand<?> key) {
    return (Class<? extends TNumber>) key.type();
  }
}
