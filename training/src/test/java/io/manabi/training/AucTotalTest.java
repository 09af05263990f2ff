package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AucTotalTest {
  private static double auc(float[] labels, float[] scores) {
    AucTotal total = new AucTotal();
    total.add(labels, scores);
    return total.value();
  }

  @Test
  void isOneWhenEveryPositiveIsAhead() {
    assertThat(auc(new float[] {0, 1, 0, 1}, new float[] {-3, 0.1f, -0.5f, 9})).isEqualTo(1);
  }

  @Test
  void countsEqualScoresHalf() {
    assertThat(auc(new float[] {0, 1}, new float[] {-0f, 0f})).isEqualTo(0.5);
    assertThat(auc(new float[] {0, 1, 1}, new float[] {2, 2, 3})).isEqualTo(0.75);
  }

  @Test
  void isUndefinedForOneClassAndForNan() {
    assertThat(auc(new float[] {1, 1}, new float[] {2, 3})).isNaN();
    assertThat(auc(new float[] {0, 1}, new float[] {2, Float.NaN})).isNaN();
    assertThat(new AucTotal().value()).isNaN();
  }

  @Property
  void isTheShareOfPairsInOrderOverAllBatches(
      @ForAll @Size(min = 2, max = 60) int[] values, @ForAll boolean[] positive) {
    AucTotal total = new AucTotal();
    float[] labels = new float[values.length];
    float[] scores = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      labels[i] = i < positive.length && positive[i] ? 1 : 0;
      scores[i] = values[i] % 5 / 3f;
      total.add(new float[] {labels[i]}, new float[] {scores[i]});
    }
    double wins = 0;
    double pairs = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < values.length; j++) {
        if (labels[i] > labels[j]) {
          pairs++;
          wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    if (pairs == 0) {
      assertThat(total.value()).isNaN();
    } else {
      assertThat(total.value()).isCloseTo(wins / pairs, within(1e-12));
    }
  }
}
