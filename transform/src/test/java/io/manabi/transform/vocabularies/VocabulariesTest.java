package io.manabi.transform.vocabularies;

import static io.manabi.transform.vocabularies.Analyses.analyze;
import static io.manabi.transform.vocabularies.Analyses.bytes;
import static io.manabi.transform.vocabularies.Analyses.int64s;
import static io.manabi.transform.vocabularies.Analyses.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

class VocabulariesTest {
  private static final Schema X = Schema.of(Column.bytes("x").optional());
  private static final Schema INTS = Schema.of(Column.int64("x"));

  /** Of the same name in tf.Transform's vocabulary_integration_test.py. */
  @Test
  void jointVocabularyForMultipleFeatures(@TempDir Path folder) {
    Schema schema = Schema.of(Column.bytes("a"), Column.bytes("b"), Column.bytes("c"));
    Batch rows =
        Batch.of(
            schema,
            bytes("hello", "good", "goodbye", " "),
            bytes("world", "", "hello", "aaaaa"),
            bytes("aaaaa", "hello", "\n", "bbbbb"));
    TransformGraph graph =
        analyze(
            folder,
            schema,
            (tf, columns) -> {
              Vocabulary vocabulary =
                  Vocabularies.vocabulary(
                      columns,
                      tf.concat(
                          List.of(columns.bytes("a"), columns.bytes("b"), columns.bytes("c")),
                          tf.constant(0)),
                      VocabularyOptions.named("joint"));
              return Map.of(
                  "a",
                  Vocabularies.applyVocabulary(columns, columns.bytes("a"), vocabulary),
                  "b",
                  Vocabularies.applyVocabulary(columns, columns.bytes("b"), vocabulary),
                  "c",
                  Vocabularies.applyVocabulary(columns, columns.bytes("c"), vocabulary),
                  "size",
                  vocabulary.size());
            },
            rows);
    assertThat(lines(graph, "joint"))
        .containsExactly("hello", "aaaaa", "world", "goodbye", "good", "bbbbb", " ");
    assertThat(int64s(graph, "a", rows)).containsExactly(0, 4, 3, 6);
    assertThat(int64s(graph, "b", rows)).containsExactly(2, -1, 0, 1);
    assertThat(int64s(graph, "c", rows)).containsExactly(1, 0, -1, 5);
    assertThat(int64s(graph, "size", rows)).containsOnly(7);
  }

  @Test
  void integersAreTokensAsStrings(@TempDir Path folder) {
    Batch rows = ints(111, 2, 2, 3, -1);
    TransformGraph graph =
        analyze(
            folder,
            INTS,
            (tf, columns) ->
                Map.of(
                    "y",
                    Vocabularies.computeAndApplyVocabulary(
                        columns, columns.int64s("x"), VocabularyOptions.defaults())),
            rows);
    assertThat(lines(graph, "vocabulary_f_inputs_x")).containsExactly("2", "3", "111", "-1");
    assertThat(int64s(graph, "y", rows)).containsExactly(2, 0, 0, 1, 3);
    assertThat(int64s(graph, "y", ints(7))).containsExactly(-1);
  }

  @Test
  void mergesParts(@TempDir Path folder) {
    TransformGraph graph =
        analyze(
            folder,
            X,
            VocabulariesTest::index,
            words("a", "b"),
            words("", "c", "c"),
            words(),
            words("b", "a", "a"));
    assertThat(lines(graph, "v")).containsExactly("a", "c", "b");
    assertThat(int64s(graph, "y", words("", "a", "b", "zz"))).containsExactly(-1, 0, 2, -1);
  }

  @Test
  void takesTheFirstAndTheFrequent(@TempDir Path folder) {
    TransformGraph graph =
        analyze(
            folder,
            X,
            (tf, columns) -> {
              Vocabularies.vocabulary(
                  columns, columns.bytes("x"), VocabularyOptions.named("top").withTopK(2));
              Vocabularies.vocabulary(
                  columns,
                  columns.bytes("x"),
                  VocabularyOptions.named("frequent").withFrequencyThreshold(2));
              Vocabularies.vocabulary(
                  columns, columns.bytes("x"), VocabularyOptions.named("none").withTopK(0));
              Vocabularies.vocabulary(
                  columns,
                  columns.bytes("x"),
                  VocabularyOptions.named("reserved")
                      .withReservedTokens("[PAD]", "b")
                      .withTopK(2)
                      .withStoreFrequency());
              return Map.of("x", columns.bytes("x"));
            },
            words("a", "b", "a", "c", "b", "a", "d"));
    assertThat(lines(graph, "top")).containsExactly("a", "b");
    assertThat(lines(graph, "frequent")).containsExactly("a", "b");
    assertThat(lines(graph, "none")).containsExactly("49d0cd50-04bb-48c0-bc6f-5b575dce351a");
    assertThat(lines(graph, "reserved")).containsExactly("0 [PAD]", "0 b", "3 a", "1 d");
  }

  @Test
  void shufflesByFingerprint(@TempDir Path folder) {
    TransformGraph graph =
        analyze(
            folder,
            INTS,
            (tf, columns) -> {
              Vocabularies.vocabulary(
                  columns,
                  columns.int64s("x"),
                  VocabularyOptions.named("v").withFingerprintShuffle().withStoreFrequency());
              return Map.of("x", columns.int64s("x"));
            },
            ints(1, 2, 2, 3));
    assertThat(lines(graph, "v")).containsExactly("1 1", "1 3", "2 2");
  }

  @Test
  void emptyVocabulary(@TempDir Path folder) {
    TransformGraph graph =
        analyze(folder, X, VocabulariesTest::index, words("", "\n", "a\rb"), words());
    assertThat(lines(graph, "v")).containsExactly("49d0cd50-04bb-48c0-bc6f-5b575dce351a");
    assertThat(int64s(graph, "y", words("", "a"))).containsExactly(-1, -1);
  }

  @Test
  void weightsAreFrequencies(@TempDir Path folder) {
    // string_feature_with_weights of vocabulary_integration_test.py
    Schema schema = Schema.of(Column.bytes("x"), Column.floats("w"));
    Batch rows =
        Batch.of(
            schema,
            bytes("hello", "world", "goodbye", "aaaaa", "aaaaa", "goodbye"),
            new ColumnValues.Floats(new float[] {1, .5f, 1, .26f, .25f, 1.5f}));
    TransformGraph graph =
        analyze(
            folder,
            schema,
            (tf, columns) ->
                Map.of(
                    "y",
                    Vocabularies.applyVocabulary(
                        columns,
                        columns.bytes("x"),
                        Vocabularies.vocabulary(
                            columns,
                            Tokens.of(columns.bytes("x")).withWeights(columns.floats("w")),
                            VocabularyOptions.named("v").withStoreFrequency()))),
            rows.rows(0, 4),
            rows.rows(4, 6));
    assertThat(int64s(graph, "y", rows)).containsExactly(1, 3, 0, 2, 2, 0);
    assertThat(lines(graph, "v")).startsWith("2.5 goodbye", "1.0 hello");
  }

  @Test
  void aRowsWeightIsThatOfItsTokens(@TempDir Path folder) {
    Schema schema = Schema.of(Column.bytes("x").ragged(), Column.floats("w"));
    // As many tokens as rows, but not one for each.
    Batch rows =
        Batch.of(
            schema,
            new ColumnValues.Bytes(bytes("a", "b").values(), RowSplits.ragged(new int[] {0, 0, 2})),
            new ColumnValues.Floats(new float[] {9, .5f}));
    TransformGraph graph =
        analyze(
            folder,
            schema,
            (tf, columns) -> {
              Ragged<TString> upper = columns.raggedBytes("x").map(tf.strings::upper);
              Vocabularies.vocabulary(
                  columns,
                  Tokens.of(upper).withWeights(columns.floats("w")),
                  VocabularyOptions.named("v").withStoreFrequency());
              return Map.of("x", columns.raggedBytes("x"));
            },
            rows);
    assertThat(lines(graph, "v")).containsExactly("0.5 B", "0.5 A");
  }

  @Test
  void approximates(@TempDir Path folder) {
    String[] values = new String[4000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 4 == 0 ? "often" : i % 5 == 0 ? "seldom" : "once " + i;
    }
    Batch rows = words(values);
    TransformGraph graph =
        analyze(
            folder,
            X,
            (tf, columns) -> {
              Vocabularies.approximateVocabulary(
                  columns, Tokens.of(columns.bytes("x")), VocabularyOptions.named("v").withTopK(2));
              return Map.of("x", columns.bytes("x"));
            },
            rows.rows(0, 1500),
            rows.rows(1500, 4000));
    assertThat(lines(graph, "v")).containsExactly("often", "seldom");
  }

  @Test
  void refusesWhatIsNoVocabulary(@TempDir Path folder) {
    Schema schema = Schema.of(Column.floats("x"));
    assertThatThrownBy(
            () ->
                analyze(
                    folder,
                    schema,
                    (tf, columns) ->
                        Map.of(
                            "y",
                            Vocabularies.computeAndApplyVocabulary(
                                columns, columns.floats("x"), VocabularyOptions.named("v")))))
        .hasMessageContaining("A vocabulary cannot be of DT_FLOAT");
    assertThatThrownBy(
            () ->
                analyze(
                    folder,
                    X,
                    (tf, columns) ->
                        Map.of(
                            "y",
                            Vocabularies.approximateVocabulary(
                                    columns,
                                    Tokens.of(columns.bytes("x")),
                                    VocabularyOptions.named("v"))
                                .size())))
        .hasMessageContaining("give it a topK of at least 1");
    assertThatThrownBy(() -> VocabularyOptions.named("a/b"))
        .hasMessageContaining("'a/b' cannot be the name of a vocabulary");
    assertThatThrownBy(() -> VocabularyOptions.defaults().withTopK(-1))
        .hasMessageContaining("topK of a vocabulary is -1");
    assertThatThrownBy(() -> VocabularyOptions.defaults().withReservedTokens("a\n"))
        .hasMessageContaining("has a line end");
  }

  private static Map<String, Operand<?>> index(Ops tf, Columns columns) {
    return Map.of(
        "y",
        Vocabularies.computeAndApplyVocabulary(
            columns, columns.bytes("x"), VocabularyOptions.named("v")));
  }

  private static Batch words(String... values) {
    return Batch.of(X, bytes(values));
  }

  private static Batch ints(long... values) {
    return Batch.of(INTS, new ColumnValues.Int64s(values));
  }
}
