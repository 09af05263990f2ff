package io.manabi.transform.vocabularies;

import static io.manabi.transform.vocabularies.Analyses.analyze;
import static io.manabi.transform.vocabularies.Analyses.apply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.tensorflow.types.TInt64;

class TermFrequenciesTest {
  private static final Schema SCHEMA = Schema.of(Column.int64("terms").ragged());
  private static final float BOTH = (float) (Math.log(3 / 2.) + 1);

  /** The example of tft.tfidf: "I like pie pie pie" and "yum yum pie". */
  @Test
  void weighsTheExampleOfTfTransform(@TempDir Path folder) {
    Batch rows = rows(new int[] {0, 5, 8}, 1, 2, 0, 0, 0, 3, 3, 0);
    TransformGraph graph =
        analyze(
            folder,
            SCHEMA,
            (tf, columns) -> {
              Ragged<TInt64> terms = columns.raggedInt64s("terms");
              TermFrequencies.Weighted weighted =
                  TermFrequencies.tfidf(columns, terms, tf.constant(13L), true);
              return Map.of(
                  "terms", weighted.terms(),
                  "weights", weighted.weights(),
                  "df", TermFrequencies.documentFrequency(columns, terms, tf.constant(13L)),
                  "idf", TermFrequencies.idf(columns, terms, tf.constant(13L), true),
                  "plain", TermFrequencies.idf(columns, terms, tf.constant(13L), false),
                  "bare", TermFrequencies.idf(columns, terms, tf.constant(13L), true, false));
            },
            rows.rows(0, 1),
            rows.rows(1, 2));
    ColumnValues.Int64s terms = (ColumnValues.Int64s) apply(graph, "f", "terms", rows);
    assertThat(terms.values()).containsExactly(0, 1, 2, 0, 3);
    assertThat(terms.splits()).isEqualTo(RowSplits.ragged(new int[] {0, 3, 5}));
    assertThat(floats(graph, "weights", rows))
        .containsExactly(
            new float[] {3 / 5f, BOTH / 5, BOTH / 5, 1 / 3f, 2 / 3f * BOTH}, within(1e-6f));
    assertThat(((ColumnValues.Int64s) apply(graph, "f", "df", rows)).values())
        .containsExactly(1, 1, 2, 2, 2, 1, 1, 2);
    assertThat(floats(graph, "idf", rows))
        .containsExactly(new float[] {BOTH, BOTH, 1, 1, 1, BOTH, BOTH, 1}, within(1e-6f));
    assertThat(floats(graph, "bare", rows))
        .containsExactly(
            new float[] {BOTH - 1, BOTH - 1, 0, 0, 0, BOTH - 1, BOTH - 1, 0}, within(1e-6f));
    float one = (float) (1 + Math.log(2));
    assertThat(floats(graph, "plain", rows))
        .containsExactly(new float[] {one, one, 1, 1, 1, one, one, 1}, within(1e-6f));
  }

  @Test
  void termsOutsideAreTakenModuloAndUnseenOnesAreRare(@TempDir Path folder) {
    Batch rows = rows(new int[] {0, 2, 2}, 0, -1);
    TransformGraph graph =
        analyze(
            folder,
            SCHEMA,
            (tf, columns) -> {
              Ragged<TInt64> terms = columns.raggedInt64s("terms");
              TermFrequencies.Weighted weighted =
                  TermFrequencies.tfidf(columns, terms, tf.constant(4L), true);
              return Map.of("terms", weighted.terms(), "weights", weighted.weights());
            },
            rows);
    Batch unseen = rows(new int[] {0, 0, 2}, 2, -1);
    assertThat(((ColumnValues.Int64s) apply(graph, "f", "terms", unseen)).values())
        .containsExactly(2, 3);
    assertThat(floats(graph, "weights", unseen))
        .containsExactly(new float[] {(float) (1 + Math.log(3)) / 2, BOTH / 2}, within(1e-6f));
    assertThat(apply(graph, "f", "terms", rows(new int[] {0, 0})).splits())
        .isEqualTo(RowSplits.ragged(new int[] {0, 0}));
  }

  private static float[] floats(TransformGraph graph, String output, Batch rows) {
    return ((ColumnValues.Floats) apply(graph, "f", output, rows)).values();
  }

  private static Batch rows(int[] splits, long... terms) {
    return Batch.of(SCHEMA, new ColumnValues.Int64s(terms, RowSplits.ragged(splits)));
  }
}
