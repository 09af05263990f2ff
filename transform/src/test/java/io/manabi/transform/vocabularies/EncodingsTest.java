package io.manabi.transform.vocabularies;

import static io.manabi.transform.vocabularies.Analyses.analyze;
import static io.manabi.transform.vocabularies.Analyses.apply;
import static io.manabi.transform.vocabularies.Analyses.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.core.ValueCount;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

class EncodingsTest {
  private static final Schema SCHEMA =
      Schema.of(Column.bytes("word"), Column.bytes("words").ragged(), Column.int64("bucket"));

  @Test
  void putsAOneWhereTheVocabularyHasTheToken(@TempDir Path folder) {
    Batch data =
        Batch.of(
            SCHEMA,
            bytes("b", "a", "b", ""),
            new ColumnValues.Bytes(
                bytes("p", "q", "q", "q").values(), RowSplits.ragged(new int[] {0, 2, 4, 4, 4})),
            new ColumnValues.Int64s(new long[] {0, 1, 2, 3}));
    TransformGraph graph =
        analyze(
            folder,
            SCHEMA,
            (tf, columns) -> {
              Ragged<TString> words = columns.raggedBytes("words");
              Vocabulary word =
                  Vocabularies.vocabulary(
                      columns, columns.bytes("word"), VocabularyOptions.named("word"));
              Vocabulary many =
                  Vocabularies.vocabulary(columns, words, VocabularyOptions.named("words"));
              Operand<TInt64> index =
                  Vocabularies.applyVocabulary(columns, columns.bytes("word"), word);
              Ragged<TInt64> indices =
                  words.with(Vocabularies.applyVocabularyWithBuckets(columns, words, many, 1));
              return Map.of(
                  "one", Encodings.oneHot(columns, index, word.size()),
                  "bucket", Encodings.oneHot(columns, columns.int64s("bucket"), tf.constant(3L)),
                  "many", Encodings.multiHot(columns, indices, plusOne(tf, many)),
                  "known", Encodings.multiHot(columns, indices, many.size()));
            },
            data);
    assertThat(graph.outputs("f").columns())
        .as("the lengths are those of the vocabularies")
        .extracting(Column::valueCount)
        .containsExactly(
            new ValueCount(3, 3), new ValueCount(2, 2), new ValueCount(3, 3), new ValueCount(2, 2));
    Batch rows =
        Batch.of(
            SCHEMA,
            bytes("a", "b", "never seen"),
            new ColumnValues.Bytes(
                bytes("q", "q", "new", "p").values(), RowSplits.ragged(new int[] {0, 3, 3, 4})),
            new ColumnValues.Int64s(new long[] {2, 3, -1}));
    assertThat(floats(graph, "one", rows)).containsExactly(0, 1, 1, 0, 0, 0);
    assertThat(floats(graph, "bucket", rows)).containsExactly(0, 0, 1, 0, 0, 0, 0, 0, 0);
    assertThat(floats(graph, "many", rows)).containsExactly(1, 0, 1, 0, 0, 0, 0, 1, 0);
    assertThat(floats(graph, "known", rows)).containsExactly(1, 0, 0, 0, 0, 1);
  }

  private static Operand<TInt64> plusOne(Ops tf, Vocabulary vocabulary) {
    return tf.math.add(vocabulary.size(), tf.constant(1L));
  }

  private static float[] floats(TransformGraph graph, String output, Batch rows) {
    ColumnValues values = apply(graph, "f", output, rows);
    assertThat(values.rows()).isEqualTo(rows.rows());
    return ((ColumnValues.Floats) values).values();
  }
}
