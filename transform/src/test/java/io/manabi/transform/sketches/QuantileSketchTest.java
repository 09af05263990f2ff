package io.manabi.transform.sketches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileSketchTest {
  private static final double EPSILON = 0.01;

  @Test
  void isExactForFewNumbers() {
    QuantileSketch sketch = new QuantileSketch(EPSILON);
    for (double value : new double[] {5, 1, 4, Double.NaN, 2, 3, -0.0}) {
      sketch.add(value, 1);
    }
    assertThat(sketch.quantiles(2)).containsExactly(0, 3, 5);
    assertThat(sketch.summary().totalWeight()).isEqualTo(6);
    assertThat(new QuantileSketch(EPSILON).quantiles(4)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void findsRanksWithinItsErrorHoweverItIsMerged(long seed) {
    Random random = new Random(seed);
    double[] all = new double[60_000 + random.nextInt(60_000)];
    for (int i = 0; i < all.length; i++) {
      double value = seed % 2 == 0 ? random.nextGaussian() : Math.exp(3 * random.nextGaussian());
      all[i] = (seed % 3 == 0 ? Math.rint(value) : value);
    }
    QuantileSketch merged = new QuantileSketch(EPSILON);
    int from = 0;
    while (from < all.length) {
      int to = Math.min(all.length, from + 1 + random.nextInt(30_000));
      QuantileSketch part = new QuantileSketch(EPSILON);
      for (double value : Arrays.copyOfRange(all, from, to)) {
        part.add(value, 1);
      }
      merged.merge(QuantileSketch.decode(part.encode()));
      from = to;
    }
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    double[] quantiles = merged.quantiles(20);
    assertThat(quantiles).hasSize(21);
    assertThat(quantiles[0]).isEqualTo(sorted[0]);
    assertThat(quantiles[20]).isEqualTo(sorted[sorted.length - 1]);
    for (int i = 1; i < 20; i++) {
      double wanted = i / 20.0 * sorted.length;
      assertThat(below(sorted, quantiles[i]))
          .as("numbers below")
          .isLessThanOrEqualTo((int) (wanted + EPSILON * sorted.length) + 1);
      assertThat(below(sorted, Math.nextUp(quantiles[i])))
          .as("numbers not above")
          .isGreaterThanOrEqualTo((int) (wanted - EPSILON * sorted.length) - 1);
    }
    assertThat(merged.summary().totalWeight()).isEqualTo(all.length);
    assertThat(merged.encode().length).as("its size, however many numbers").isLessThan(500_000);
  }

  @Test
  void countsANumberAsOftenAsItsWeightSays() {
    QuantileSketch sketch = new QuantileSketch(EPSILON);
    sketch.add(1, 1);
    sketch.add(2, 0);
    sketch.add(3, 6);
    sketch.add(4, 1);
    sketch.add(5, -1);
    assertThat(sketch.quantiles(4)).containsExactly(1, 3, 3, 3, 4);
    assertThat(QuantileSketch.decode(sketch.encode()).summary().totalWeight()).isEqualTo(8);
  }

  @Test
  void isTheSameForTheSameData() {
    assertThat(random().encode()).isEqualTo(random().encode());
  }

  @Test
  void refusesErrorsThatMakeNoSense() {
    assertThatThrownBy(() -> new QuantileSketch(0)).hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> QuantileSketch.decode(new byte[] {1, 2, 3}))
        .hasMessageContaining("no sketch of quantiles");
  }

  private static QuantileSketch random() {
    Random random = new Random(7);
    QuantileSketch sketch = new QuantileSketch(EPSILON);
    for (int i = 0; i < 50_000; i++) {
      sketch.add(random.nextFloat(), 1 + random.nextInt(3));
    }
    return sketch;
  }

  private static int below(double[] sorted, double value) {
    int at = Arrays.binarySearch(sorted, value);
    if (at < 0) {
      return -at - 1;
    }
    while (at > 0 && sorted[at - 1] == value) {
      at--;
    }
    return at;
  }
}
