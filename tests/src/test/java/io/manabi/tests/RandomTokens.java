package io.manabi.tests;

import io.manabi.transform.Columns;
import io.manabi.transform.Ragged;
import io.manabi.transform.vocabularies.Encodings;
import io.manabi.transform.vocabularies.Segments;
import io.manabi.transform.vocabularies.TermFrequencies;
import io.manabi.transform.vocabularies.Text;
import io.manabi.transform.vocabularies.Tokens;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.Vocabulary;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Mappers of tokens, chosen at random: vocabularies of every kind and what is done with indices,
 * n-grams, counts.
 *
 * @param columns those of {@link RandomPreprocessing}
 * @param random chooses the mappers and the columns
 */
record RandomTokens(Columns columns, Random random) {
  private static final long BUCKETS = 3;

  /**
   * Something made of tokens.
   *
   * @param name what the names of the outputs begin with
   */
  Map<String, Operand<?>> outputs(String name) {
    return switch (random.nextInt(6)) {
      case 0 -> Map.of(name, dense(columns.bytes("s"), name));
      case 1 -> Map.of(name, dense(columns.int64s("i"), name));
      case 2 -> Map.of(name, indices(columns.bytes("words"), plain(columns.bytes("words"), name)));
      case 3 -> ragged(columns.raggedInt64s("visits"), name);
      case 4 -> text(name);
      default -> ragged(texts(), name);
    };
  }

  /** Of one token in each row. */
  private Operand<?> dense(Operand<?> x, String name) {
    Vocabulary vocabulary =
        switch (random.nextInt(4)) {
          case 0 -> weighted(x, name);
          case 1 -> labelled(x, name);
          default -> plain(x, name);
        };
    return random.nextInt(3) == 0
        ? Encodings.oneHot(
            columns, Vocabularies.applyVocabulary(columns, x, vocabulary), vocabulary.size())
        : indices(x, vocabulary);
  }

  private Operand<?> indices(Operand<?> x, Vocabulary vocabulary) {
    return switch (random.nextInt(4)) {
      case 0 -> Vocabularies.applyVocabulary(columns, x, vocabulary);
      case 1 -> Vocabularies.applyVocabulary(columns, x, vocabulary, 4);
      case 2 -> Vocabularies.applyVocabularyWithBuckets(columns, x, vocabulary, BUCKETS);
      default ->
          Vocabularies.tokens(
              columns, Vocabularies.applyVocabulary(columns, x, vocabulary), vocabulary, "?");
    };
  }

  /** Of any number of tokens in each row. */
  private Map<String, Operand<?>> ragged(Ragged<?> tokens, String name) {
    Ops tf = columns.tf();
    Vocabulary vocabulary = plain(tokens, name);
    Ragged<TInt64> indices =
        tokens.with(
            random.nextBoolean()
                ? Vocabularies.applyVocabulary(columns, tokens.values(), vocabulary)
                : Vocabularies.applyVocabularyWithBuckets(
                    columns, tokens.values(), vocabulary, BUCKETS));
    Operand<TInt64> size = tf.math.add(vocabulary.size(), tf.constant(BUCKETS));
    boolean smooth = random.nextBoolean();
    return switch (random.nextInt(7)) {
      case 0 -> Map.of(name, tokens.with(indices(tokens.values(), vocabulary)));
      case 1 -> Map.of(name, Encodings.multiHot(columns, indices, size));
      case 2 -> Map.of(name, TermFrequencies.idf(columns, indices, size, smooth));
      case 3 -> Map.of(name, TermFrequencies.documentFrequency(columns, indices, size));
      case 4 -> Map.of(name, Segments.deduplicateTensorPerRow(columns, indices));
      default -> {
        TermFrequencies.Weighted weighted = TermFrequencies.tfidf(columns, indices, size, smooth);
        yield Map.of(name, weighted.terms(), name + "_weights", weighted.weights());
      }
    };
  }

  private Map<String, Operand<?>> text(String name) {
    Ragged<TString> texts = texts();
    Operand<TString> strings = columns.bytes("s");
    return switch (random.nextInt(5)) {
      case 0 -> Map.of(name, Text.wordCount(columns, texts));
      case 1 -> Map.of(name, Text.hashStrings(columns, strings, 7));
      case 2 -> Map.of(name, Text.hashStrings(columns, strings, 7, 1, random.nextLong()));
      default -> Map.of(name, texts);
    };
  }

  private Ragged<TString> texts() {
    Ragged<TString> tags = columns.raggedBytes("tags");
    int from = 1 + random.nextInt(2);
    int to = from + random.nextInt(2);
    return switch (random.nextInt(4)) {
      case 0 -> tags;
      case 1 -> Segments.deduplicateTensorPerRow(columns, tags);
      case 2 -> Text.ngrams(columns, tags, from, to, " ");
      default -> Text.bagOfWords(columns, tags, from, to, "");
    };
  }

  private Vocabulary plain(Operand<?> x, String name) {
    VocabularyOptions options = VocabularyOptions.named(name);
    return switch (random.nextInt(6)) {
      case 0 -> Vocabularies.vocabulary(columns, x, options.withTopK(1 + random.nextInt(13)));
      case 1 -> Vocabularies.vocabulary(columns, x, options.withStoreFrequency());
      case 2 -> Vocabularies.vocabulary(columns, x, options.withFingerprintShuffle());
      case 3 -> Vocabularies.vocabulary(columns, x, options.withReservedTokens("new", "3", "z"));
      case 4 -> Vocabularies.approximateVocabulary(columns, Tokens.of(x), options.withTopK(3));
      default -> Vocabularies.vocabulary(columns, x, options);
    };
  }

  private Vocabulary weighted(Operand<?> x, String name) {
    Ops tf = columns.tf();
    Operand<TFloat32> y = columns.floats("y");
    Operand<TFloat32> weights =
        tf.select(tf.math.greater(y, tf.constant(0f)), tf.math.tanh(y), tf.zerosLike(y));
    return Vocabularies.vocabulary(
        columns, Tokens.of(x).withWeights(weights), VocabularyOptions.named(name));
  }

  private Vocabulary labelled(Operand<?> x, String name) {
    Ops tf = columns.tf();
    Operand<TInt64> labels = tf.math.floorMod(columns.int64s("i"), tf.constant(2L));
    VocabularyOptions options = VocabularyOptions.named(name).withTopK(4);
    return Vocabularies.vocabulary(
        columns,
        Tokens.of(x).withLabels(labels),
        random.nextBoolean() ? options : options.withAdjustedMutualInformation());
  }
}
