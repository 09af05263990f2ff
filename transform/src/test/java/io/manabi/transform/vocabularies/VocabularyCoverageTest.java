package io.manabi.transform.vocabularies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyCoverageTest {
  private static final Schema X = Schema.of(Column.bytes("x"), Column.int64("label"));
  private static final VocabularyCoverage.KeyFunction LANGUAGE =
      token -> token.substring(0, token.indexOf('_'));

  /** Of frequencies 5, 4, 3, 2 and 1. */
  private static final String[] TOKENS = {
    "a_1", "a_1", "a_1", "a_1", "a_1", "a_2", "a_2", "a_2", "a_2", "a_3", "a_3", "a_3", "b_ü",
    "b_ü", "c_1"
  };

  @TempDir private Path folder;

  @Test
  void hasTheBestTokensOfEachKeyBesides() {
    assertThat(lines(options().withTopK(2).withCoverage(VocabularyCoverage.topK(1, LANGUAGE))))
        .containsExactly("5 a_1", "4 a_2", "2 b_ü", "1 c_1");
    assertThat(
            lines(
                options()
                    .withFrequencyThreshold(4)
                    .withCoverage(VocabularyCoverage.topK(3, LANGUAGE))))
        .as("three of a, two of which are there anyway")
        .containsExactly("5 a_1", "4 a_2", "3 a_3", "2 b_ü", "1 c_1");
  }

  @Test
  void boundsTheFrequencyOfTheTokensBesides() {
    assertThat(lines(options().withTopK(1).withCoverage(new VocabularyCoverage(-1, 2, LANGUAGE))))
        .containsExactly("5 a_1", "4 a_2", "3 a_3", "2 b_ü");
    assertThat(lines(options().withTopK(1).withCoverage(new VocabularyCoverage(1, 2, LANGUAGE))))
        .containsExactly("5 a_1", "2 b_ü");
  }

  @Test
  void coversKeysByMutualInformationToo() {
    Batch data =
        Batch.of(
            X,
            Analyses.bytes("a_1", "a_2", "b_1", "b_2", "a_1", "a_2", "b_1", "b_2"),
            new ColumnValues.Int64s(new long[] {1, 0, 0, 1, 1, 1, 0, 0}));
    TransformGraph graph =
        Analyses.analyze(
            folder,
            X,
            (tf, columns) ->
                Map.of(
                    "size",
                    Vocabularies.vocabulary(
                            columns,
                            Tokens.of(columns.bytes("x")).withLabels(columns.int64s("label")),
                            VocabularyOptions.named("v")
                                .withTopK(1)
                                .withMinDiffFromAvg(0)
                                .withCoverage(VocabularyCoverage.topK(1, LANGUAGE)))
                        .size()),
            data);
    assertThat(Analyses.lines(graph, "v")).containsExactly("b_1", "a_1");
    assertThat(Analyses.int64s(graph, "size", data)).containsOnly(2);
  }

  @Test
  void isToldApartWithoutItsFunction() {
    assertThat(VocabularyCoverage.topK(2, LANGUAGE))
        .hasToString("VocabularyCoverage[topK=2, frequencyThreshold=-Infinity]");
  }

  @Test
  void refusesToCoverNothing() {
    assertThatThrownBy(() -> VocabularyCoverage.topK(0, LANGUAGE))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The coverage of a vocabulary has a topK of 0; give it a positive one, or a threshold and -1.");
    assertThatThrownBy(() -> VocabularyCoverage.topK(-1, LANGUAGE))
        .isInstanceOf(ManabiException.class);
  }

  private List<String> lines(VocabularyOptions options) {
    TransformGraph graph =
        Analyses.analyze(
            folder,
            X,
            (tf, columns) ->
                Map.of(
                    "size", Vocabularies.vocabulary(columns, columns.bytes("x"), options).size()),
            Batch.of(X, Analyses.bytes(TOKENS), new ColumnValues.Int64s(new long[TOKENS.length])));
    return Analyses.lines(graph, "v");
  }

  private static VocabularyOptions options() {
    return VocabularyOptions.named("v").withStoreFrequency();
  }
}
