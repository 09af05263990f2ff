package io.manabi.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ErrorCode;
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

  @Test
  void anAnalyzerThatFailsToAddEndsThePass() {
    assertThatThrownBy(() -> add(new NoZeros(false), batch(5, 0)))
        .isInstanceOfSatisfying(
            ManabiException.class,
            e -> assertThat(e.code()).as("not a row to put aside").isEqualTo(ErrorCode.INTERNAL))
        .hasMessage(
            "The analyzer NoZeros[checks=false] fails as it adds a batch of 2 rows:"
                + " ArithmeticException (/ by zero); its check must refuse rows that it cannot add.");
  }

  @Test
  void whatACheckThrowsIsARefusal() {
    assertThatThrownBy(() -> add(new NoZeros(true), batch(5, 0)))
        .isInstanceOfSatisfying(
            ManabiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessage(
            "The analyzer NoZeros[checks=true] refuses a batch: ArithmeticException (/ by zero).");
  }

  private static void add(Analyzer<?> analyzer, Batch batch) {
    AnalysisPhase phase =
        AnalysisPlan.of(
                () ->
                    List.of(
                        new TransformFunction(
                            "f",
                            SCHEMA,
                            (tf, columns) ->
                                Map.of(
                                    "sum",
                                    columns.analyze(analyzer, columns.int64s("label")).get(0)))))
            .next();
    try (AnalysisSession session = phase.open()) {
      session.add(batch, phase.create());
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
