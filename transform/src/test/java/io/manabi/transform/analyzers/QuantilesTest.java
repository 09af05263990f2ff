package io.manabi.transform.analyzers;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuantilesTest {
  private static final Quantiles QUANTILES = new Quantiles(4, 0.01);
  private static final ColumnValues PAIRS =
      new ColumnValues.Floats(new float[] {1, 2, 3, 4}, RowSplits.uniform(2, 2));

  @Test
  void refusesWeightsOfWhichThereIsNotOneForEachValue() {
    assertThatThrownBy(
            () -> QUANTILES.check(List.of(PAIRS, new ColumnValues.Floats(new float[] {1, 1}))))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Quantiles have 2 rows with 4 values, but 2 rows with 2 weights; give a weight for each"
                + " value.");
  }

  @Test
  void takesAWeightForEachValueAndValuesWithoutWeights() {
    assertThatCode(() -> QUANTILES.check(List.of(PAIRS, PAIRS))).doesNotThrowAnyException();
    assertThatCode(() -> QUANTILES.check(List.of(PAIRS))).doesNotThrowAnyException();
  }
}
