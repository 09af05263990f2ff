package io.manabi.transform.vocabularies;

import io.manabi.core.ManabiException;
import io.manabi.transform.Columns;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Vocabularies: the different tokens of a column, found by a pass over all the data, and their
 * indices. Conventions are those of tf.Transform: empty tokens, and so missing values, and tokens
 * with a line end are not part of a vocabulary. Of a ragged operand the values are looked up, so
 * that {@code ragged.with(applyVocabulary(columns, ragged, vocabulary))} keeps the rows.
 */
public final class Vocabularies {
  private static final long UNKNOWN = -1;

  /** Room for that many times the tokens asked for keeps the frequent ones apart from the rest. */
  private static final long APPROXIMATION = 16;

  private Vocabularies() {}

  /**
   * Finds the tokens of a column by frequency.
   *
   * @param x string or integer [N], [N, n] or ragged
   * @throws ManabiException if {@code x} is of another type
   */
  public static Vocabulary vocabulary(Columns columns, Operand<?> x, VocabularyOptions options) {
    return vocabulary(columns, Tokens.of(x), options);
  }

  /**
   * Finds tokens by weight or by mutual information with a label.
   *
   * @throws ManabiException if the tokens are neither strings nor integers
   */
  public static Vocabulary vocabulary(Columns columns, Tokens tokens, VocabularyOptions options) {
    return analyze(columns, tokens, options, 0);
  }

  /**
   * Finds the most frequent tokens of a column in bounded memory: each part of the data keeps at
   * most 32 times as many as asked for. A frequency may be wrong by at most a share of 1 / (16 ·
   * topK) of the sum of all; with fewer different tokens it is exact. The same data give the same
   * vocabulary.
   *
   * @param tokens may have weights
   * @param options must have a {@code topK}
   * @throws ManabiException if there is no {@code topK}, or there are labels
   */
  public static Vocabulary approximateVocabulary(
      Columns columns, Tokens tokens, VocabularyOptions options) {
    if (options.topK() < 1) {
      throw ManabiException.user(
          "An approximate vocabulary needs to know how many tokens to find; give it a topK of at least 1.");
    }
    if (tokens.labels() != null) {
      throw ManabiException.user(
          "An approximate vocabulary cannot be ordered by labels; leave them out, or compute it exactly.");
    }
    int capacity = (int) Math.min(APPROXIMATION * options.topK(), Integer.MAX_VALUE / 4);
    return analyze(columns, tokens, options, capacity);
  }

  private static Vocabulary analyze(
      Columns columns, Tokens tokens, VocabularyOptions options, int capacity) {
    DataType type = tokens.values().asOutput().dataType();
    if (!isToken(type)) {
      throw ManabiException.user(
          "A vocabulary cannot be of %s; it is of strings or integers.".formatted(type));
    }
    List<Operand<?>> inputs = new ArrayList<>(List.of(tokens.values()));
    if (tokens.weights() != null) {
      inputs.add(tokens.weights());
    }
    if (tokens.labels() != null) {
      inputs.add(tokens.labels());
    }
    String name = name(options, tokens.values());
    List<Operand<?>> results =
        columns.analyze(
            new VocabularyAnalyzer(
                name, options, tokens.weights() != null, tokens.labels() != null, capacity),
            inputs.toArray(new Operand<?>[0]));
    return new Vocabulary(
        name,
        results.get(0).asOutput().expect(TString.class),
        results.get(1).asOutput().expect(TInt64.class),
        options.storeFrequency());
  }

  private static String name(VocabularyOptions options, Operand<?> x) {
    String name = options.name();
    return name != null ? name : "vocabulary_" + x.op().name().replaceAll("[^A-Za-z0-9_.\\-]", "_");
  }

  /**
   * A vocabulary that another function of the same preprocessing finds.
   *
   * @param options those that it was found with, the name above all
   */
  public static Vocabulary named(Columns columns, VocabularyOptions options) {
    String name = options.name();
    if (name == null) {
      throw ManabiException.user(
          "A vocabulary of another function has to be named; give it a name in both functions.");
    }
    Operand<TString> file = columns.asset(name);
    Operand<? extends TType> table =
        LookupTables.indices(columns, name, file, options.storeFrequency());
    return new Vocabulary(
        name, file, columns.tf().lookupTableSize(table), options.storeFrequency());
  }

  /**
   * The indices of the tokens of a column in their own vocabulary; those that it does not have are
   * -1.
   *
   * @return int64 of the shape of {@code x}
   */
  public static Operand<TInt64> computeAndApplyVocabulary(
      Columns columns, Operand<?> x, VocabularyOptions options) {
    return applyVocabulary(columns, x, vocabulary(columns, x, options));
  }

  /**
   * The indices of tokens in a vocabulary; those that it does not have are -1.
   *
   * @param x string or integer
   * @return int64 of the shape of {@code x}
   */
  public static Operand<TInt64> applyVocabulary(
      Columns columns, Operand<?> x, Vocabulary vocabulary) {
    return applyVocabulary(columns, x, vocabulary, UNKNOWN);
  }

  /**
   * The indices of tokens in a vocabulary.
   *
   * @param x string or integer
   * @param defaultValue the index of a token that it does not have
   * @return int64 of the shape of {@code x}
   */
  public static Operand<TInt64> applyVocabulary(
      Columns columns, Operand<?> x, Vocabulary vocabulary, long defaultValue) {
    Ops tf = columns.tf();
    return columns.inRange(
        find(columns, strings(columns, x), vocabulary, tf.constant(defaultValue)),
        Math.min(0, defaultValue),
        tf.math.maximum(
            tf.math.sub(vocabulary.size(), tf.constant(1L)), tf.constant(defaultValue)));
  }

  /**
   * The indices of tokens in a vocabulary; those that it does not have are spread over buckets
   * after its last one by a hash of the token.
   *
   * @param x string or integer
   * @param oovBuckets how many such buckets, at least 1
   * @return int64 of the shape of {@code x}, less than the vocabulary's size and {@code oovBuckets}
   *     together
   */
  public static Operand<TInt64> applyVocabularyWithBuckets(
      Columns columns, Operand<?> x, Vocabulary vocabulary, long oovBuckets) {
    Ops tf = columns.tf();
    Operand<TString> tokens = strings(columns, x);
    Operand<TInt64> greatest = tf.math.add(vocabulary.size(), tf.constant(oovBuckets - 1));
    if (oovBuckets == 1) {
      // No need for a hash: the table itself has a value for what is not in it.
      return columns.inRange(find(columns, tokens, vocabulary, vocabulary.size()), 0, greatest);
    }
    Operand<TInt64> index = find(columns, tokens, vocabulary, tf.constant(UNKNOWN));
    Operand<TInt64> bucket =
        tf.math.add(Text.hashStrings(columns, tokens, oovBuckets), vocabulary.size());
    return columns.inRange(
        tf.select(tf.math.less(index, tf.constant(0L)), bucket, index), 0, greatest);
  }

  /**
   * The tokens at indices of a vocabulary, the inverse of {@link #applyVocabulary}.
   *
   * @param indices int64
   * @param unknown for an index that it does not have
   * @return string of the shape of {@code indices}; integers come back as decimal strings
   */
  public static Operand<TString> tokens(
      Columns columns, Operand<TInt64> indices, Vocabulary vocabulary, String unknown) {
    Ops tf = columns.tf();
    Operand<? extends TType> table =
        LookupTables.tokens(
            columns, vocabulary.name(), vocabulary.file(), vocabulary.storesFrequency());
    return shaped(tf, tf.lookupTableFind(table, indices.asOutput(), tf.constant(unknown)), indices);
  }

  private static Operand<TInt64> find(
      Columns columns, Operand<TString> x, Vocabulary vocabulary, Operand<TInt64> unknown) {
    Ops tf = columns.tf();
    Operand<? extends TType> table =
        LookupTables.indices(
            columns, vocabulary.name(), vocabulary.file(), vocabulary.storesFrequency());
    return shaped(tf, tf.lookupTableFind(table, x, unknown), x);
  }

  /** TensorFlow does not know the shape of what it finds in a table. */
  private static <T extends TType> Operand<T> shaped(Ops tf, Operand<T> found, Operand<?> like) {
    return like.asOutput().shape().isUnknown()
        ? found
        : tf.ensureShape(found, like.asOutput().shape());
  }

  private static boolean isToken(DataType type) {
    return switch (type) {
      case DT_STRING, DT_INT8, DT_INT16, DT_INT32, DT_INT64, DT_UINT8, DT_UINT16, DT_UINT32 -> true;
      default -> false;
    };
  }

  private static Operand<TString> strings(Columns columns, Operand<?> x) {
    DataType type = x.asOutput().dataType();
    if (!isToken(type)) {
      throw ManabiException.user(
          "%s cannot be looked up in a vocabulary; strings and integers can.".formatted(type));
    }
    return type == DataType.DT_STRING
        ? x.asOutput().expect(TString.class)
        : columns.tf().dtypes.asString(x.asOutput());
  }
}
