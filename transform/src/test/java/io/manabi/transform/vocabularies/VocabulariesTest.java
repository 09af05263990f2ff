package io.manabi.transform.vocabularies;

import static io.manabi.transform.vocabularies.Analyses.analyze;
import static io.manabi.transform.vocabularies.Analyses.apply;
import static io.manabi.transform.vocabularies.Analyses.bytes;
import static io.manabi.transform.vocabularies.Analyses.int64s;
import static io.manabi.transform.vocabularies.Analyses.lines;
import static io.manabi.transform.vocabularies.Analyses.strings;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

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
                        columns, columns.int64s("x"), VocabularyOptions.named("v"))),
            rows);
    assertThat(lines(graph, "v")).containsExactly("2", "3", "111", "-1");
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

  /** Vocabulary cases of the same name in vocabulary_integration_test.py. */
  @Test
  void stringFeatureWithFrequency(@TempDir Path folder) {
    Batch rows = words("hi", "ho ho", "ho ho");
    TransformGraph graph =
        analyze(
            folder,
            X,
            (tf, columns) -> {
              Vocabulary vocabulary =
                  Vocabularies.vocabulary(
                      columns,
                      columns.bytes("x"),
                      VocabularyOptions.named("v").withStoreFrequency());
              Operand<TInt64> index =
                  Vocabularies.applyVocabulary(columns, columns.bytes("x"), vocabulary);
              return Map.of("y", index, "x", Vocabularies.tokens(columns, index, vocabulary, "?"));
            },
            rows);
    assertThat(lines(graph, "v")).containsExactly("2 ho ho", "1 hi");
    assertThat(int64s(graph, "y", rows)).containsExactly(1, 0, 0);
    assertThat(strings(apply(graph, "f", "x", words("hi", "ho ho", "ho"))))
        .containsExactly("hi", "ho ho", "?");
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
  void givesLabelsBack(@TempDir Path folder) {
    TransformGraph graph =
        analyze(
            folder,
            () ->
                List.of(
                    new TransformFunction("f", X, VocabulariesTest::index),
                    new TransformFunction(
                        "inverse",
                        INTS,
                        (tf, columns) ->
                            Map.of(
                                "token",
                                Vocabularies.tokens(
                                    columns,
                                    columns.int64s("x"),
                                    Vocabularies.named(columns, VocabularyOptions.named("v")),
                                    "nobody"),
                                "size",
                                Vocabularies.named(columns, VocabularyOptions.named("v")).size()))),
            words("<=50K", ">50K", "<=50K"));
    assertThat(strings(apply(graph, "inverse", "token", ints(0, 1, 2, -1))))
        .containsExactly("<=50K", ">50K", "nobody", "nobody");
    assertThat(((ColumnValues.Int64s) apply(graph, "inverse", "size", ints(0))).values())
        .containsExactly(2);
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
