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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TInt64;

class VocabularyLookupTest {
  private static final Schema X = Schema.of(Column.bytes("x").optional());
  private static final Schema INTS = Schema.of(Column.int64("x"));

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
    assertThat(strings(apply(graph, "f", "x", words("hi", "ho ho", "ho", ""))))
        .containsExactly("hi", "ho ho", "?", "?");
  }

  @Test
  void givesLabelsBack(@TempDir Path folder) {
    TransformGraph graph =
        analyze(
            folder,
            () ->
                List.of(
                    new TransformFunction("f", X, VocabularyLookupTest::index),
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

  @Test
  void spreadsUnknownTokensOverBuckets(@TempDir Path folder) {
    TransformGraph graph =
        analyze(
            folder,
            X,
            (tf, columns) -> {
              Vocabulary vocabulary =
                  Vocabularies.vocabulary(
                      columns, columns.bytes("x"), VocabularyOptions.named("v"));
              return Map.of(
                  "y",
                  Vocabularies.applyVocabularyWithBuckets(
                      columns, columns.bytes("x"), vocabulary, 3),
                  "one",
                  Vocabularies.applyVocabularyWithBuckets(
                      columns, columns.bytes("x"), vocabulary, 1),
                  "default",
                  Vocabularies.applyVocabulary(columns, columns.bytes("x"), vocabulary, 7));
            },
            words("a", "b"));
    // The hashes of TextTest.
    assertThat(int64s(graph, "y", words("a", "b", "Hello", "TensorFlow")))
        .containsExactly(1, 0, 2, 4);
    assertThat(int64s(graph, "one", words("a", "b", "Hello", ""))).containsExactly(1, 0, 2, 2);
    assertThat(int64s(graph, "default", words("a", "zz"))).containsExactly(1, 7);
  }

  @Test
  void keepsBytesThatAreNoText(@TempDir Path folder) {
    byte[] huge = new byte[3_000_000];
    Arrays.fill(huge, (byte) 'x');
    Batch rows =
        Batch.of(
            X,
            new ColumnValues.Bytes(
                new byte[][] {{(byte) 0xFF, (byte) 0xFE}, huge, {0}, {(byte) 0xFF, (byte) 0xFE}}));
    TransformGraph graph = analyze(folder, X, VocabularyLookupTest::index, rows);
    assertThat(int64s(graph, "y", rows)).containsExactly(0, 1, 2, 0);
  }

  @Test
  void sharesATableAmongUsesAndFunctions(@TempDir Path folder) throws Exception {
    TransformGraph graph =
        analyze(
            folder,
            () ->
                List.of(
                    new TransformFunction("f", X, VocabularyLookupTest::index),
                    new TransformFunction(
                        "g",
                        X,
                        (tf, columns) -> {
                          Vocabulary v = Vocabularies.named(columns, VocabularyOptions.named("v"));
                          return Map.of(
                              "a",
                              Vocabularies.applyVocabulary(columns, columns.bytes("x"), v),
                              "b",
                              Vocabularies.applyVocabulary(columns, columns.bytes("x"), v, -2));
                        })),
            words("a"));
    assertThat(((ColumnValues.Int64s) apply(graph, "g", "b", words("a", "b"))).values())
        .containsExactly(0, -2);
    graph.write(folder.resolve("saved"));
    SavedModel saved =
        SavedModel.parseFrom(Files.readAllBytes(folder.resolve("saved/saved_model.pb")));
    assertThat(saved.getMetaGraphs(0).getGraphDef().getNodeList())
        .filteredOn(node -> node.getOp().startsWith("HashTable"))
        .hasSize(1);
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
