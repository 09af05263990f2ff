package io.manabi.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.vocabularies.Tokens;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnalysisSessionTest {
  private static final Schema SCHEMA = Schema.of(Column.bytes("word"), Column.int64("label"));

  @Test
  void addsNothingOfABatchThatAnAnalyzerRefuses() {
    AnalysisPhase phase =
        AnalysisPlan.of(
                () ->
                    List.of(
                        new TransformFunction(
                            "f",
                            SCHEMA,
                            (tf, columns) -> {
                              NumericAnalyzers.size(columns, columns.int64s("label"));
                              Vocabularies.vocabulary(
                                  columns,
                                  Tokens.of(columns.bytes("word"))
                                      .withLabels(columns.int64s("label")),
                                  VocabularyOptions.named("words"));
                              return Map.of("label", columns.int64s("label"));
                            })))
            .next();
    Accumulators accumulators = phase.create();
    try (AnalysisSession session = phase.open()) {
      session.add(batch(0, 1), accumulators);
      byte[] size = accumulators.encode(0);
      byte[] words = accumulators.encode(1);
      assertThatThrownBy(() -> session.add(batch(1, -1), accumulators))
          .isInstanceOf(ManabiException.class)
          .hasMessageContaining("has the label -1");
      assertThat(accumulators.encode(0)).isEqualTo(size);
      assertThat(accumulators.encode(1)).isEqualTo(words);
    }
  }

  private static Batch batch(long... labels) {
    byte[][] words = new byte[labels.length][];
    for (int i = 0; i < labels.length; i++) {
      words[i] = ("word" + i).getBytes(UTF_8);
    }
    return Batch.of(SCHEMA, new ColumnValues.Bytes(words), new ColumnValues.Int64s(labels));
  }
}
