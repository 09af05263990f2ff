package io.manabi.transform.vocabularies;

import static io.manabi.transform.vocabularies.Analyses.analyze;
import static io.manabi.transform.vocabularies.Analyses.apply;
import static io.manabi.transform.vocabularies.Analyses.bytes;
import static io.manabi.transform.vocabularies.Analyses.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.types.TString;

class TextTest {
  private static final Schema SCHEMA = Schema.of(Column.bytes("words").ragged());

  /** "One was Johnny", nothing, "a rat was a rat" */
  private static final Batch ROWS =
      Batch.of(
          SCHEMA,
          new ColumnValues.Bytes(
              bytes("One", "was", "Johnny", "a", "rat", "was", "a", "rat").values(),
              RowSplits.ragged(new int[] {0, 3, 3, 8})));

  private static final Batch NO_WORDS =
      Batch.of(
          SCHEMA, new ColumnValues.Bytes(new byte[0][], RowSplits.ragged(new int[] {0, 0, 0})));

  @Test
  void splitsTexts(@TempDir Path folder) {
    Schema schema = Schema.of(Column.bytes("text"));
    TransformGraph graph =
        analyze(
            folder,
            schema,
            (tf, columns) ->
                Map.of(
                    "words", Text.split(columns, columns.bytes("text"), ""),
                    "fields", Text.split(columns, columns.bytes("text"), ";")));
    Batch texts = Batch.of(schema, bytes(" One  was\tJohnny ", "", "größe;;日本", ";"));
    ColumnValues words = apply(graph, "f", "words", texts);
    assertThat(strings(words)).containsExactly("One", "was", "Johnny", "größe;;日本", ";");
    assertThat(words.splits()).isEqualTo(RowSplits.ragged(new int[] {0, 3, 3, 4, 5}));
    ColumnValues fields = apply(graph, "f", "fields", texts);
    assertThat(strings(fields))
        .containsExactly(" One  was\tJohnny ", "", "größe", "", "日本", "", "");
    assertThat(fields.splits()).isEqualTo(RowSplits.ragged(new int[] {0, 1, 2, 5, 7}));
  }

  /** However the rows come: a client fills them up, and a batch has them as they are. */
  @Test
  void countsNoMissingValues(@TempDir Path folder) {
    TransformGraph graph =
        analyze(
            folder,
            SCHEMA,
            (tf, columns) ->
                Map.of("count", Text.wordCount(columns, columns.raggedBytes("words"))));
    Batch rows =
        Batch.of(
            SCHEMA,
            new ColumnValues.Bytes(
                bytes("", "a", "", "b", "", "c").values(),
                RowSplits.ragged(new int[] {0, 5, 5, 6})));
    assertThat(Analyses.int64s(graph, "count", rows)).containsExactly(2, 0, 1);
  }

  @Test
  void ngramsFollowTheirFirstToken(@TempDir Path folder) {
    TransformGraph graph =
        analyze(
            folder,
            SCHEMA,
            (tf, columns) -> {
              Ragged<TString> words = columns.raggedBytes("words");
              return Map.of(
                  "one_two", Text.ngrams(columns, words, 1, 2, " "),
                  "two_three", Text.ngrams(columns, words, 2, 3, "_"),
                  "bag", Text.bagOfWords(columns, words, 1, 2, " "),
                  "count", Text.wordCount(columns, words));
            });
    ColumnValues oneTwo = apply(graph, "f", "one_two", ROWS);
    assertThat(strings(oneTwo))
        .containsExactly(
            "One",
            "One was",
            "was",
            "was Johnny",
            "Johnny",
            "a",
            "a rat",
            "rat",
            "rat was",
            "was",
            "was a",
            "a",
            "a rat",
            "rat");
    assertThat(oneTwo.splits()).isEqualTo(RowSplits.ragged(new int[] {0, 5, 5, 14}));
    assertThat(strings(apply(graph, "f", "two_three", ROWS)))
        .startsWith("One_was", "One_was_Johnny", "was_Johnny", "a_rat", "a_rat_was");
    ColumnValues bag = apply(graph, "f", "bag", ROWS);
    assertThat(strings(bag))
        .containsExactly(
            "One",
            "One was",
            "was",
            "was Johnny",
            "Johnny",
            "a",
            "a rat",
            "rat",
            "rat was",
            "was",
            "was a");
    assertThat(bag.splits()).isEqualTo(RowSplits.ragged(new int[] {0, 5, 5, 11}));
    assertThat(((ColumnValues.Int64s) apply(graph, "f", "count", ROWS)).values())
        .containsExactly(3, 0, 5);
    assertThat(apply(graph, "f", "bag", NO_WORDS).splits())
        .isEqualTo(RowSplits.ragged(new int[] {0, 0, 0}));
    assertThat(apply(graph, "f", "two_three", NO_WORDS).splits())
        .isEqualTo(RowSplits.ragged(new int[] {0, 0, 0}));
  }

  @Test
  void hashesStringsAsTensorFlowDoes(@TempDir Path folder) {
    Schema schema = Schema.of(Column.bytes("x"));
    TransformGraph graph =
        analyze(
            folder,
            schema,
            (tf, columns) ->
                Map.of(
                    "fast", Text.hashStrings(columns, columns.bytes("x"), 3),
                    "strong", Text.hashStrings(columns, columns.bytes("x"), 3, 1, 2)));
    Batch rows = Batch.of(schema, bytes("Hello", "TensorFlow", "2.x"));
    // The examples of tf.strings.to_hash_bucket_fast and _strong.
    assertThat(((ColumnValues.Int64s) apply(graph, "f", "fast", rows)).values())
        .containsExactly(0, 2, 2);
    assertThat(
            ((ColumnValues.Int64s)
                    apply(graph, "f", "strong", Batch.of(schema, bytes("Hello", "TF"))))
                .values())
        .containsExactly(2, 0);
  }

  @Test
  void refusesWhatCannotBe(@TempDir Path folder) {
    assertThatThrownBy(
            () ->
                analyze(
                    folder,
                    SCHEMA,
                    (tf, columns) ->
                        Map.of("x", Text.ngrams(columns, columns.raggedBytes("words"), 2, 1, " "))))
        .hasMessageContaining("N-grams are asked for of 2 to 1 tokens");
    assertThatThrownBy(
            () ->
                analyze(
                    folder,
                    SCHEMA,
                    (tf, columns) ->
                        Map.of("x", Text.hashStrings(columns, columns.raggedBytes("words"), 0))))
        .hasMessageContaining("into 0 buckets");
  }
}
