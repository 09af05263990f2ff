package io.manabi.transform;

import static io.manabi.transform.vocabularies.VocabularyOptions.named;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.transform.analyzers.ElementwiseAnalyzers;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.analyzers.PerKeyAnalyzers;
import io.manabi.transform.analyzers.TukeyAnalyzers;
import io.manabi.transform.analyzers.VectorAnalyzers;
import io.manabi.transform.vocabularies.TermFrequencies;
import io.manabi.transform.vocabularies.Tokens;
import io.manabi.transform.vocabularies.Vocabularies;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An accumulator that is kept, of the rows of {@link GoldenData}.
 *
 * @param file the name of the file with its bytes, without its ending
 * @param analyzer what accumulated it
 * @param results what is extracted from it
 */
record GoldenAccumulator(String file, Consumer<Columns> analyzer, String results) {

  static Stream<GoldenAccumulator> all() {
    return Stream.concat(numbers(), tokens());
  }

  private static Stream<GoldenAccumulator> numbers() {
    return Stream.of(
        new GoldenAccumulator(
            "extremes_of_floats",
            c -> NumericAnalyzers.min(c, c.floats("x")),
            "[-2.0]; [4.0]; [3.75]; [4]"),
        new GoldenAccumulator(
            "extremes_of_integers",
            c -> NumericAnalyzers.sum(c, c.int64s("n")),
            "[0]; [3]; [8]; [5]"),
        new GoldenAccumulator(
            "moments", c -> NumericAnalyzers.mean(c, c.floats("x")), "[0.9375]; [4.6992188]"),
        new GoldenAccumulator(
            "quantiles",
            c -> NumericAnalyzers.quantiles(c, c.floats("x"), 4, 0.01),
            "[0.25, 1.5, 4.0]"),
        new GoldenAccumulator(
            "quantiles_weighted",
            c -> NumericAnalyzers.quantiles(c, c.floats("x"), c.floats("weight"), 2, 0.01),
            "[0.25]"),
        new GoldenAccumulator(
            "quantiles_summarized",
            c -> NumericAnalyzers.quantiles(c, c.raggedInt64s("terms"), 4, 0.99),
            "[5.0, 11.0, 19.0]"),
        new GoldenAccumulator(
            "tukey",
            c -> TukeyAnalyzers.tukeyScale(c, c.floats("x")),
            "[0.8613254]; [1.6666255]; [0.32902095]; [0.37691876]"),
        new GoldenAccumulator(
            "covariance",
            c -> VectorAnalyzers.covariance(c, c.floats("pair")),
            "[2.0, 0.7, 0.7, 1.84]"),
        new GoldenAccumulator(
            "pca", c -> VectorAnalyzers.pca(c, c.floats("pair"), 1), "[0.7461724, 0.6657527]"),
        new GoldenAccumulator(
            "elementwise",
            c -> ElementwiseAnalyzers.mean(c, c.floats("pair")),
            "[2.0, 1.1]; [2.0, 1.84]"),
        new GoldenAccumulator(
            "count_per_key",
            c -> PerKeyAnalyzers.countPerKey(c, c.bytes("k")),
            "[, b, naïve, 日本]; [1, 2, 1, 1]"),
        new GoldenAccumulator(
            "mean_per_key",
            c -> PerKeyAnalyzers.meanPerKey(c, c.floats("x"), c.bytes("k")),
            "[, b, naïve, 日本]; [-2.0, 0.875, 4.0, 0.0]; [0.0, 0.390625, 0.0, 0.0]"));
  }

  private static Stream<GoldenAccumulator> tokens() {
    return Stream.of(
        new GoldenAccumulator(
            "vocabulary",
            c -> Vocabularies.vocabulary(c, c.bytes("k"), named("v").withStoreFrequency()),
            "2 b, 1 日本, 1 naïve; [3]"),
        new GoldenAccumulator(
            "vocabulary_weighted",
            c ->
                Vocabularies.vocabulary(
                    c,
                    Tokens.of(c.bytes("k")).withWeights(c.floats("weight")),
                    named("v").withStoreFrequency()),
            "3.5 b, 2.0 日本, 0.25 naïve; [3]"),
        new GoldenAccumulator(
            "vocabulary_labelled",
            c ->
                Vocabularies.vocabulary(
                    c,
                    Tokens.of(c.bytes("k")).withLabels(c.int64s("n")),
                    named("v").withMinDiffFromAvg(0)),
            "日本, naïve, b; [3]"),
        new GoldenAccumulator(
            "vocabulary_approximate",
            c ->
                Vocabularies.approximateVocabulary(
                    c,
                    Tokens.of(c.raggedInt64s("terms")),
                    named("v").withStoreFrequency().withTopK(1)),
            "4 0; [1]"),
        new GoldenAccumulator(
            "document_frequency",
            c ->
                TermFrequencies.documentFrequency(c, c.raggedInt64s("terms"), c.tf().constant(40L)),
            "[4"
                + ", 3".repeat(13)
                + ", 2".repeat(7)
                + ", 1".repeat(14)
                + ", 0]; "
                + "[1.1823215"
                + ", 1.4054651".repeat(13)
                + ", 1.6931472".repeat(7)
                + ", 2.0986123".repeat(14)
                + ", 2.7917595]"));
  }

  @Override
  public String toString() {
    return file;
  }

  AnalysisPhase phase() {
    return AnalysisPlan.of(
            () ->
                List.of(
                    new TransformFunction(
                        "f",
                        GoldenData.SCHEMA,
                        (tf, columns) -> {
                          analyzer.accept(columns);
                          return Map.of("x", columns.floats("x"));
                        })))
        .next();
  }

  byte[] bytes() {
    try (InputStream in = GoldenAccumulator.class.getResourceAsStream("golden/" + file + ".hex")) {
      String text = new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
      return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
