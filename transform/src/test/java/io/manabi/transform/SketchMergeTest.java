package io.manabi.transform;

import static io.manabi.transform.vocabularies.VocabularyOptions.named;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.Batch;
import io.manabi.core.ColumnValues;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.analyzers.PerKeyAnalyzers;
import io.manabi.transform.analyzers.TukeyAnalyzers;
import io.manabi.transform.vocabularies.Tokens;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of more data than they keep, sketches may find something else if days are merged than in one go;
 * either way they are wrong by no more than they say.
 */
class SketchMergeTest {
  private static final double EPSILON = 0.02;
  private static final int PARTS = 10;
  private static final int TOP = 8;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void findsQuantiles(int seed) {
    List<List<SketchRow>> days = SketchRow.days(seed);
    List<SketchRow> rows = all(days);
    for (List<Analyzer.Value> found :
        found(days, c -> NumericAnalyzers.quantiles(c, c.floats("x"), PARTS, EPSILON))) {
      assertQuantiles(floats(found.get(0)), rows, row -> 1);
    }
    for (List<Analyzer.Value> found :
        found(
            days,
            c ->
                NumericAnalyzers.quantiles(c, c.floats("x"), c.floats("weight"), PARTS, EPSILON))) {
      assertQuantiles(floats(found.get(0)), rows, SketchRow::weight);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void findsQuantilesOfEachKey(int seed) {
    List<List<SketchRow>> days = SketchRow.days(seed);
    for (List<Analyzer.Value> found :
        found(
            days,
            c ->
                PerKeyAnalyzers.quantilesPerKey(
                    c, c.floats("x"), c.bytes("key"), c.floats("weight"), PARTS, EPSILON))) {
      float[] ofAll = floats(found.get(1));
      assertThat(ofAll).hasSize(4 * (PARTS - 1));
      for (int key = 0; key < 4; key++) {
        String name = "key" + key;
        assertQuantiles(
            Arrays.copyOfRange(ofAll, key * (PARTS - 1), (key + 1) * (PARTS - 1)),
            all(days).stream().filter(row -> row.key().equals(name)).toList(),
            SketchRow::weight);
      }
    }
  }

  private static void assertQuantiles(
      float[] quantiles, List<SketchRow> rows, ToDoubleFunction<SketchRow> weight) {
    double total = rows.stream().mapToDouble(weight).sum();
    double error = EPSILON * total + rows.stream().mapToDouble(weight).max().orElseThrow();
    assertThat(quantiles).hasSize(PARTS - 1).isSorted();
    for (int i = 0; i < quantiles.length; i++) {
      float quantile = quantiles[i];
      double wanted = (i + 1) * total / PARTS;
      assertThat(rows.stream().filter(row -> row.x() < quantile).mapToDouble(weight).sum())
          .isLessThanOrEqualTo(wanted + error);
      assertThat(rows.stream().filter(row -> row.x() <= quantile).mapToDouble(weight).sum())
          .isGreaterThanOrEqualTo(wanted - error);
    }
  }

  /** They say no error of theirs; that of a hundred thousand random numbers is larger. */
  @ParameterizedTest
  @ValueSource(ints = {5, 6})
  void findsTails(int seed) {
    List<List<Analyzer.Value>> all =
        found(SketchRow.days(seed), c -> TukeyAnalyzers.tukeyLocation(c, c.floats("x")));
    float[] expected = {5, 2, (float) SketchRow.LEFT, (float) SketchRow.RIGHT};
    for (List<Analyzer.Value> found : all) {
      for (int i = 0; i < expected.length; i++) {
        float value = floats(found.get(i))[0];
        assertThat(value).isCloseTo(expected[i], within(0.05f));
        assertThat(value).isCloseTo(floats(all.get(0).get(i))[0], within(0.002f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8})
  void findsFrequentTokens(int seed) {
    List<List<SketchRow>> days = SketchRow.days(seed);
    VocabularyOptions options = named("v").withStoreFrequency().withTopK(TOP);
    for (List<Analyzer.Value> found :
        found(
            days,
            c -> Vocabularies.approximateVocabulary(c, Tokens.of(c.int64s("token")), options))) {
      assertFrequent((Analyzer.Value.Lines) found.get(0), all(days), row -> 1);
    }
    for (List<Analyzer.Value> found :
        found(
            days,
            c ->
                Vocabularies.approximateVocabulary(
                    c, Tokens.of(c.int64s("token")).withWeights(c.floats("weight")), options))) {
      assertFrequent((Analyzer.Value.Lines) found.get(0), all(days), SketchRow::weight);
    }
  }

  private static void assertFrequent(
      Analyzer.Value.Lines found, List<SketchRow> rows, ToDoubleFunction<SketchRow> weight) {
    Map<String, Double> truth = new HashMap<>();
    for (SketchRow row : rows) {
      truth.merge(Long.toString(row.token()), weight.applyAsDouble(row), Double::sum);
    }
    assertThat(truth).as("more than are kept").hasSizeGreaterThan(32 * TOP);
    double bound = rows.stream().mapToDouble(weight).sum() / (16 * TOP) + 1e-6;
    List<Double> sorted = new ArrayList<>(truth.values());
    sorted.sort(Collections.reverseOrder());
    int lines = 0;
    for (byte[] line : found.lines()) {
      String[] words = new String(line, UTF_8).split(" ", -1);
      double frequency = truth.getOrDefault(words[1], 0.0);
      assertThat(Double.parseDouble(words[0]))
          .as("never less than the truth, but for rounding")
          .isBetween(frequency - 1e-6, frequency + bound);
      assertThat(frequency).isGreaterThanOrEqualTo(sorted.get(TOP - 1) - bound);
      lines++;
    }
    assertThat(lines).isEqualTo(TOP);
  }

  private static List<SketchRow> all(List<List<SketchRow>> days) {
    return days.stream().flatMap(List::stream).toList();
  }

  private static float[] floats(Analyzer.Value value) {
    return ((ColumnValues.Floats) ((Analyzer.Value.Tensor) value).values()).values();
  }

  /** What is found in one go, of days that are merged, and of what is kept of these. */
  private static List<List<Analyzer.Value>> found(
      List<List<SketchRow>> days, Consumer<Columns> analyzer) {
    AnalysisPhase phase =
        AnalysisPlan.of(
                () ->
                    List.of(
                        new TransformFunction(
                            "f",
                            SketchRow.SCHEMA,
                            (tf, columns) -> {
                              analyzer.accept(columns);
                              return Map.of("x", columns.floats("x"));
                            })))
            .next();
    List<List<List<Batch>>> batches = days.stream().map(SketchRow::splits).toList();
    try (Days analyzed = new Days(phase)) {
      Accumulators merged = analyzed.merged(batches.stream().map(analyzed::day).toList());
      Accumulators kept = analyzed.merged(List.of(Days.encoded(merged)));
      return Stream.of(analyzed.inOneGo(batches), merged, kept)
          .map(each -> each.nodes().get(0).extract())
          .toList();
    }
  }
}
