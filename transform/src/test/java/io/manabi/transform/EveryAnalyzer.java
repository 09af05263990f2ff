package io.manabi.transform;

import static io.manabi.transform.vocabularies.VocabularyOptions.named;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.transform.analyzers.ElementwiseAnalyzers;
import io.manabi.transform.analyzers.HistogramAnalyzers;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.analyzers.PerKeyAnalyzers;
import io.manabi.transform.analyzers.TukeyAnalyzers;
import io.manabi.transform.analyzers.VectorAnalyzers;
import io.manabi.transform.vocabularies.Segments;
import io.manabi.transform.vocabularies.TermFrequencies;
import io.manabi.transform.vocabularies.Text;
import io.manabi.transform.vocabularies.Tokens;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.Vocabulary;
import io.manabi.transform.vocabularies.VocabularyCoverage;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;

/** A preprocessing with every analyzer in every variant; {@link RandomParts} are data for it. */
final class EveryAnalyzer implements Preprocessing {
  static final Schema SCHEMA =
      Schema.of(
          Column.floats("x").optional(),
          Column.int64("n").withDefault(-1L),
          Column.bytes("k").optional(),
          Column.bytes("tags").ragged(),
          Column.floats("weight"),
          Column.floats("tag_weights").ragged(),
          Column.int64("label"),
          Column.floats("vector").ofLength(3),
          Column.floats("gappy").ofLength(2));

  @Override
  public List<TransformFunction> functions() {
    return List.of(
        new TransformFunction("numbers", SCHEMA, EveryAnalyzer::numbers),
        new TransformFunction("histograms", SCHEMA, EveryAnalyzer::histograms),
        new TransformFunction("keys", SCHEMA, EveryAnalyzer::keys),
        new TransformFunction("vocabularies", SCHEMA, EveryAnalyzer::vocabularies),
        new TransformFunction("labelled", SCHEMA, EveryAnalyzer::labelled),
        new TransformFunction("texts", SCHEMA, EveryAnalyzer::texts));
  }

  private static Map<String, Operand<?>> numbers(Ops tf, Columns columns) {
    Operand<TFloat32> weight = columns.floats("weight");
    for (Operand<? extends TNumber> x :
        List.of(columns.floats("x"), columns.int64s("n"), columns.floats("n"))) {
      NumericAnalyzers.min(columns, x);
      NumericAnalyzers.max(columns, x);
      NumericAnalyzers.sum(columns, x);
      NumericAnalyzers.size(columns, x);
      NumericAnalyzers.mean(columns, x);
      NumericAnalyzers.var(columns, x);
      NumericAnalyzers.quantiles(columns, x, 4, 0.01);
      NumericAnalyzers.quantiles(columns, x, weight, 5, 0.1);
      TukeyAnalyzers.tukeyLocation(columns, x);
      TukeyAnalyzers.tukeyScale(columns, x);
      TukeyAnalyzers.tukeyHParams(columns, x);
    }
    NumericAnalyzers.mean(columns, columns.raggedFloats("tag_weights"));
    NumericAnalyzers.sum(columns, tf.math.neg(columns.floats("x")));
    for (String vector : List.of("vector", "gappy")) {
      ElementwiseAnalyzers.size(columns, columns.floats(vector));
      ElementwiseAnalyzers.mean(columns, columns.floats(vector));
      ElementwiseAnalyzers.quantiles(columns, columns.floats(vector), 4, 0.01);
      ElementwiseAnalyzers.tukey(columns, columns.floats(vector));
    }
    VectorAnalyzers.covariance(columns, columns.floats("vector"));
    VectorAnalyzers.covariance(columns, columns.floats("gappy"));
    VectorAnalyzers.pca(columns, columns.floats("vector"), 2);
    columns.analyze(new LongestText(), columns.bytes("k"));
    return Map.of("weight", weight);
  }

  private static Map<String, Operand<?>> histograms(Ops tf, Columns columns) {
    Operand<TFloat32> x = columns.floats("x");
    HistogramAnalyzers.histogram(columns, x);
    HistogramAnalyzers.histogram(columns, x, 7);
    HistogramAnalyzers.histogram(columns, columns.int64s("n"), 3);
    HistogramAnalyzers.histogram(columns, x, tf.constant(new float[] {-2, 0, 0.5f, 100}));
    HistogramAnalyzers.categoricalHistogram(columns, columns.bytes("k"));
    HistogramAnalyzers.categoricalHistogram(columns, columns.int64s("n"));
    return Map.of("x", x);
  }

  private static Map<String, Operand<?>> keys(Ops tf, Columns columns) {
    Operand<TFloat32> weight = columns.floats("weight");
    Operand<TString> key = columns.bytes("k");
    PerKeyAnalyzers.countPerKey(columns, key);
    PerKeyAnalyzers.countPerKey(columns, columns.raggedBytes("tags"));
    PerKeyAnalyzers.countPerKey(columns, key, "counts");
    for (Operand<? extends TNumber> x : List.of(columns.floats("x"), columns.int64s("n"))) {
      String type = x.type().getSimpleName();
      PerKeyAnalyzers.meanPerKey(columns, x, key);
      PerKeyAnalyzers.varPerKey(columns, x, columns.int64s("label"));
      PerKeyAnalyzers.meanAndVarPerKey(columns, x, key, "mean_and_var_" + type);
      PerKeyAnalyzers.minPerKey(columns, x, key);
      PerKeyAnalyzers.maxPerKey(columns, x, key);
      PerKeyAnalyzers.minAndMaxPerKey(columns, x, key, "min_and_max_" + type);
      PerKeyAnalyzers.sumPerKey(columns, x, columns.int64s("label"));
      PerKeyAnalyzers.sizePerKey(columns, x, key);
      PerKeyAnalyzers.quantilesPerKey(columns, x, key, null, 3, 0.05);
      PerKeyAnalyzers.quantilesPerKey(columns, x, key, weight, 3, 0.05);
      PerKeyAnalyzers.tukeyPerKey(columns, x, key);
    }
    PerKeyAnalyzers.meanPerKey(
        columns, columns.raggedFloats("tag_weights"), columns.raggedBytes("tags"));
    return Map.of("weight", weight);
  }

  private static Map<String, Operand<?>> vocabularies(Ops tf, Columns columns) {
    Operand<TString> key = columns.bytes("k");
    Ragged<TString> tags = columns.raggedBytes("tags");
    Tokens weighted = Tokens.of(tags).withWeights(columns.floats("weight"));
    Tokens each = Tokens.of(tags).withWeights(columns.raggedFloats("tag_weights"));
    for (Operand<?> tokens : List.of(key, tags, columns.int64s("n"), columns.int64s("label"))) {
      String name = tokens.asOutput().name().replaceAll("[^a-z]", "_");
      Vocabularies.vocabulary(columns, tokens, counted(name));
    }
    Vocabularies.vocabulary(columns, tags, named("plain"));
    Vocabularies.vocabulary(columns, tags, counted("top").withTopK(3));
    Vocabularies.vocabulary(columns, tags, counted("often").withFrequencyThreshold(4));
    Vocabularies.vocabulary(columns, tags, counted("first").withReservedTokens("[PAD]", "日本"));
    Vocabularies.vocabulary(columns, tags, counted("shuffled").withFingerprintShuffle());
    Vocabularies.vocabulary(
        columns,
        tags,
        counted("covered")
            .withTopK(2)
            .withCoverage(VocabularyCoverage.topK(1, tag -> tag.substring(0, 1))));
    Vocabularies.vocabulary(columns, weighted, counted("weighted_rows"));
    Vocabularies.vocabulary(columns, each, counted("weighted_tokens"));
    Vocabularies.approximateVocabulary(
        columns, Tokens.of(tags), counted("approximate").withTopK(5));
    Vocabularies.approximateVocabulary(
        columns, each, counted("approximate_weighted").withTopK(5).withFrequencyThreshold(0.1));
    return Map.of("index", Vocabularies.computeAndApplyVocabulary(columns, key, named("index")));
  }

  private static Map<String, Operand<?>> labelled(Ops tf, Columns columns) {
    Operand<TString> key = columns.bytes("k");
    Operand<TInt64> label = columns.int64s("label");
    Tokens keys = Tokens.of(key).withLabels(label);
    Tokens tags =
        Tokens.of(Segments.deduplicateTensorPerRow(columns, columns.raggedBytes("tags")))
            .withLabels(label);
    Operand<TFloat32> weight = columns.floats("weight");
    Vocabularies.vocabulary(columns, keys, counted("by_label"));
    Vocabularies.vocabulary(columns, tags, counted("by_label_of_row").withMinDiffFromAvg(0));
    Vocabularies.vocabulary(
        columns, keys, counted("adjusted").withAdjustedMutualInformation().withMinDiffFromAvg(0));
    Vocabularies.vocabulary(
        columns, keys.withWeights(weight), counted("weighted_by_label").withMinDiffFromAvg(0));
    Vocabularies.vocabulary(
        columns, keys, counted("informative").withMinDiffFromAvg(0.5).withFrequencyThreshold(1));
    return Map.of("label", label);
  }

  private static Map<String, Operand<?>> texts(Ops tf, Columns columns) {
    Ragged<TString> tags = columns.raggedBytes("tags");
    Vocabularies.vocabulary(
        columns, Text.ngrams(columns, tags, 1, 3, " "), counted("ngrams").withTopK(20));
    Vocabularies.vocabulary(columns, Text.bagOfWords(columns, tags, 1, 1, ""), counted("bag"));
    Vocabulary words = Vocabularies.vocabulary(columns, tags, counted("words").withTopK(4));
    Ragged<TInt64> terms =
        tags.with(Vocabularies.applyVocabularyWithBuckets(columns, tags, words, 2));
    Operand<TInt64> size = tf.math.add(words.size(), tf.constant(2L));
    return Map.of(
        "frequency", TermFrequencies.documentFrequency(columns, terms, size),
        "smooth", TermFrequencies.idf(columns, terms, size, true),
        "plain", TermFrequencies.idf(columns, terms, size, false, false),
        "weights", TermFrequencies.tfidf(columns, terms, size, true).weights());
  }

  private static VocabularyOptions counted(String name) {
    return named(name).withStoreFrequency();
  }
}
