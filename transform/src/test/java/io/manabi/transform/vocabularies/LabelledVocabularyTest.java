package io.manabi.transform.vocabularies;

import static io.manabi.transform.vocabularies.Analyses.analyze;
import static io.manabi.transform.vocabularies.Analyses.bytes;
import static io.manabi.transform.vocabularies.Analyses.lines;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Numbers are those of the cases of {@code testVocabulary} in tf.Transform's
 * vocabulary_integration_test.py, which are named with each.
 */
class LabelledVocabularyTest {
  private static final VocabularyOptions OPTIONS =
      VocabularyOptions.named("v").withMinDiffFromAvg(0).withStoreFrequency();
  private static final String[] HELLO = {
    "hello", "hello", "hello", "goodbye", "aaaaa", "aaaaa", "goodbye", "goodbye", "aaaaa", "aaaaa",
    "goodbye", "goodbye"
  };
  private static final long[] HELLO_LABELS = {1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0};
  private static final String[] PREDICTORS = {
    "good_0", "good_0", "good_0", "good_1", "good_2", "good_2", "good_2", "good_1", "good_1",
    "weak_1", "good_0", "good_1", "good_1", "good_1", "weak_1"
  };
  private static final long[] PREDICTED = {0, 0, 0, 1, 2, 2, 2, 1, 1, 1, 0, 1, 1, 1, 0};
  private static final String[] WEIGHTED = {
    "informative_1",
    "informative_1",
    "informative_0",
    "informative_0",
    "uninformative",
    "uninformative",
    "by_weight",
    "by_weight"
  };
  private static final long[] WEIGHTED_LABELS = {1, 1, 0, 0, 0, 1, 0, 1};
  private static final float[] WEIGHTS = {1, 1, 1, 1, 1, 1, 1, 5};

  @TempDir Path folder;

  /** unadjusted_mi_binary_label. */
  @Test
  void binaryLabel() {
    check(
        OPTIONS,
        new String[] {
          "informative", "informative", "informative", "un", "un", "un", "un", "rare", "rare"
        },
        new long[] {1, 1, 1, 0, 1, 1, 0, 0, 1},
        null,
        Map.of("informative", 1.7548264, "un", 0.33985, "rare", 0.169925),
        "informative",
        "un",
        "rare");
  }

  /** unadjusted_mi_multi_class_label. */
  @Test
  void multiClassLabel() {
    check(
        OPTIONS,
        PREDICTORS,
        PREDICTED,
        null,
        Map.of("good_2", 6.9656613, "good_1", 6.5969828, "good_0", 6.339692, "weak_1", 0.684463),
        "good_2",
        "good_1",
        "good_0",
        "weak_1");
  }

  /** unadjusted_mi_binary_label_with_weights. */
  @Test
  void weights() {
    check(
        OPTIONS,
        WEIGHTED,
        WEIGHTED_LABELS,
        WEIGHTS,
        Map.of(
            "informative_0",
            3.1698803,
            "informative_1",
            1.1698843,
            "by_weight",
            0.6096405,
            "uninformative",
            0.169925),
        "informative_0",
        "informative_1",
        "by_weight",
        "uninformative");
  }

  /** unadjusted_mi_binary_label_min_diff_from_avg; 2 is what small data have anyway. */
  @Test
  void minDiffFromAvg() {
    Map<String, Double> zeros = Map.of("hello", 0., "goodbye", 0., "aaaaa", 0.);
    check(
        OPTIONS.withMinDiffFromAvg(2),
        HELLO,
        HELLO_LABELS,
        null,
        zeros,
        "hello",
        "goodbye",
        "aaaaa");
    check(
        VocabularyOptions.named("v").withStoreFrequency(),
        HELLO,
        HELLO_LABELS,
        null,
        zeros,
        "hello",
        "goodbye",
        "aaaaa");
  }

  /** adjusted_mi_binary_label. */
  @Test
  void adjusted() {
    check(
        OPTIONS.withAdjustedMutualInformation(),
        HELLO,
        HELLO_LABELS,
        null,
        Map.of("goodbye", 1.4070794, "aaaaa", 0.9987448, "hello", 0.5017178),
        "goodbye",
        "aaaaa",
        "hello");
  }

  /** adjusted_mi_multi_class_label. */
  @Test
  void adjustedMultiClass() {
    check(
        OPTIONS.withAdjustedMutualInformation(),
        PREDICTORS,
        PREDICTED,
        null,
        Map.of("good_1", 5.4800901, "good_2", 5.3861019, "good_0", 4.9054722, "weak_1", -0.9748023),
        "good_1",
        "good_2",
        "good_0",
        "weak_1");
  }

  /** adjusted_mi_binary_label_with_weights. */
  @Test
  void adjustedWithWeights() {
    check(
        OPTIONS.withAdjustedMutualInformation(),
        WEIGHTED,
        WEIGHTED_LABELS,
        WEIGHTS,
        Map.of(
            "informative_0",
            2.3029856,
            "informative_1",
            0.3029896,
            "by_weight",
            0.1713041,
            "uninformative",
            -0.6969697),
        "informative_0",
        "informative_1",
        "by_weight",
        "uninformative");
  }

  /** labels_weight_and_frequency. */
  @Test
  void fractionalWeights() {
    check(
        OPTIONS,
        HELLO,
        HELLO_LABELS,
        new float[] {.3f, .4f, .3f, 1.2f, .6f, .7f, 1, 1, .6f, .7f, 1, 1},
        Map.of("aaaaa", 1.5637185, "goodbye", 0.8699492, "hello", 0.6014302),
        "aaaaa",
        "goodbye",
        "hello");
  }

  /** The threshold is one of information then, as in tf.Transform. */
  @Test
  void thresholdIsOfInformation() {
    check(
        OPTIONS.withFrequencyThreshold(6.5),
        PREDICTORS,
        PREDICTED,
        null,
        Map.of("good_2", 6.9656613, "good_1", 6.5969828),
        "good_2",
        "good_1");
  }

  /** varlen_feature_with_some_empty_feature_values: rows without tokens count. */
  @Test
  void raggedRows() {
    Schema schema = Schema.of(Column.bytes("x").ragged(), Column.int64("y"));
    Batch rows =
        Batch.of(
            schema,
            new ColumnValues.Bytes(
                bytes("world", "hello", "hi", "moo", "world", "hello", "foo").values(),
                RowSplits.ragged(new int[] {0, 4, 4, 7, 7})),
            new ColumnValues.Int64s(new long[] {1, 0, 1, 0}));
    TransformGraph graph =
        analyze(
            folder,
            schema,
            (tf, columns) -> {
              Vocabularies.vocabulary(
                  columns,
                  Tokens.of(columns.raggedBytes("x")).withLabels(columns.int64s("y")),
                  OPTIONS.withTopK(2));
              return Map.of("y", columns.int64s("y"));
            },
            rows.rows(0, 2),
            rows.rows(2, 4));
    assertThat(lines(graph, "v").get(0)).startsWith("1.99").endsWith(" world");
    assertThat(lines(graph, "v").get(1)).startsWith("1.99").endsWith(" hello");
  }

  @Test
  void refusesLabelsThatAreNoClasses() {
    assertThatThrownBy(() -> vocabulary(OPTIONS, new String[] {"a", "b"}, new long[] {1, -1}, null))
        .hasMessageContaining("the label -1");
  }

  @Test
  void refusesLabelsThatFitNeitherRowsNorTokens() {
    Schema schema = Schema.of(Column.bytes("x"), Column.int64("y").ragged());
    Batch rows =
        Batch.of(
            schema,
            bytes("a", "b"),
            new ColumnValues.Int64s(new long[] {1, 0}, RowSplits.ragged(new int[] {0, 0, 2})));
    assertThatThrownBy(
            () ->
                analyze(
                    folder,
                    schema,
                    (tf, columns) ->
                        Map.of(
                            "size",
                            Vocabularies.vocabulary(
                                    columns,
                                    Tokens.of(columns.bytes("x"))
                                        .withLabels(columns.raggedInt64s("y")),
                                    OPTIONS)
                                .size()),
                    rows))
        .hasMessageContaining("2 rows with 2 tokens, but 2 rows with 2 labels");
  }

  private void check(
      VocabularyOptions options,
      String[] x,
      long[] labels,
      float @Nullable [] weights,
      Map<String, Double> expected,
      String... order) {
    List<String> tokens = new ArrayList<>();
    for (String line : vocabulary(options, x, labels, weights)) {
      int space = line.indexOf(' ');
      String token = line.substring(space + 1);
      tokens.add(token);
      assertThat(Double.parseDouble(line.substring(0, space)))
          .as(token)
          .isCloseTo(requireNonNull(expected.get(token)), within(1e-4));
    }
    assertThat(tokens).containsExactly(order);
  }

  private List<String> vocabulary(
      VocabularyOptions options, String[] x, long[] labels, float @Nullable [] weights) {
    Schema schema = Schema.of(Column.bytes("x"), Column.int64("y"), Column.floats("w"));
    Batch rows =
        Batch.of(
            schema,
            bytes(x),
            new ColumnValues.Int64s(labels),
            new ColumnValues.Floats(weights == null ? new float[x.length] : weights));
    TransformGraph graph =
        analyze(
            folder,
            schema,
            (tf, columns) -> {
              Tokens tokens = Tokens.of(columns.bytes("x")).withLabels(columns.int64s("y"));
              Vocabularies.vocabulary(
                  columns,
                  weights == null ? tokens : tokens.withWeights(columns.floats("w")),
                  options);
              return Map.of("y", columns.int64s("y"));
            },
            rows.rows(0, 1),
            rows.rows(1, x.length));
    return lines(graph, "v");
  }
}
