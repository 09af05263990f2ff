package io.manabi.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
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

  @Test
  void staysCloseWithMoreDifferentScoresThanItKeeps() {
    Random random = new Random(7);
    float[] scores = new float[400_000];
    float[] labels = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      labels[i] = random.nextInt(10) == 0 ? 1 : 0;
      scores[i] = (float) (1 / (1 + Math.exp(-4 * random.nextGaussian() - 8 * labels[i])));
    }
    double exact = areaByRanks(labels, scores);
    assertThat(auc(labels, scores)).isCloseTo(exact, within(1e-5));
    sortByScore(labels, scores);
    assertThat(auc(labels, scores)).isCloseTo(exact, within(1e-5));
  }

  @Test
  void isExactForFewDifferentScoresOfManyExamples() {
    float[] scores = new float[500_000];
    float[] labels = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = i * 31 % 1000;
      labels[i] = i % 3 == 0 ? 1 : 0;
    }
    assertThat(auc(labels, scores)).isCloseTo(areaByRanks(labels, scores), within(1e-12));
  }

  /** From the mean ranks of the positives. */
  private static double areaByRanks(float[] labels, float[] scores) {
    float[] sortedLabels = labels.clone();
    float[] sorted = scores.clone();
    sortByScore(sortedLabels, sorted);
    double ranks = 0;
    double positives = 0;
    for (int i = 0, end; i < sorted.length; i = end) {
      for (end = i; end < sorted.length && sorted[end] == sorted[i]; ) {
        end++;
      }
      for (int j = i; j < end; j++) {
        ranks += sortedLabels[j] * (i + end - 1) / 2.0;
        positives += sortedLabels[j];
      }
    }
    return (ranks - positives * (positives - 1) / 2) / (positives * (sorted.length - positives));
  }

  private static void sortByScore(float[] labels, float[] scores) {
    float[] oldLabels = labels.clone();
    float[] oldScores = scores.clone();
    Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> oldScores[i]));
    for (int i = 0; i < order.length; i++) {
      labels[i] = oldLabels[order[i]];
      scores[i] = oldScores[order[i]];
    }
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
