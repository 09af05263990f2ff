package io.manabi.transform.sketches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LMomentsTest {

  @Test
  void areTheMeanDifferencesOfAllChoicesOfNumbers() {
    float[] values = {3, -1, 4, 1, -5, 9, 2, 6, 5, 3, 5, 1e6f};
    double[] expected = new double[4];
    for (int size = 1; size <= 4; size++) {
      expected[size - 1] = ofChoices(values, size);
    }
    LMoments found = of(values);
    assertThat(found.count()).isEqualTo(values.length);
    assertThat(found.l1()).isCloseTo(expected[0], within(1e-6));
    assertThat(found.l2()).isCloseTo(expected[1], within(1e-6));
    assertThat(found.l3()).isCloseTo(expected[2], within(1e-6));
    assertThat(found.l4()).isCloseTo(expected[3], within(1e-6));
  }

  @Test
  void areZeroOfTooFewNumbers() {
    assertThat(of()).isEqualTo(new LMoments(0, 0, 0, 0, 0));
    assertThat(of(7)).isEqualTo(new LMoments(1, 7, 0, 0, 0));
    assertThat(of(1, 3)).isEqualTo(new LMoments(2, 2, 1, 0, 0));
    assertThat(of(1, 2, 3).l3()).isEqualTo(0, within(1e-12));
    assertThat(of(1, 2, 3).l4()).isZero();
    assertThat(of(5, 5, 5, 5, 5)).isEqualTo(new LMoments(5, 5, 0, 0, 0));
  }

  @Test
  void ofManyNumbersAreThoseOfTheDistribution() {
    Random random = new Random(1);
    QuantileSketch sketch = new QuantileSketch(0.001);
    for (int part = 0; part < 10; part++) {
      QuantileSketch following = new QuantileSketch(0.001);
      for (int i = 0; i < 100_000; i++) {
        following.add((float) (10 + random.nextGaussian()), 1);
      }
      sketch.merge(QuantileSketch.decode(following.encode()));
    }
    LMoments found = sketch.lMoments();
    assertThat(found.count()).isEqualTo(1_000_000);
    assertThat(found.l1()).isCloseTo(10, within(0.01));
    assertThat(found.l2()).isCloseTo(1 / Math.sqrt(Math.PI), within(0.005));
    assertThat(found.l3()).isCloseTo(0, within(0.005));
    assertThat(found.l4() / found.l2()).isCloseTo(0.1226, within(0.005));
  }

  private static LMoments of(float... values) {
    QuantileSketch sketch = new QuantileSketch(0.01);
    for (float value : values) {
      sketch.add(value, 1);
    }
    return sketch.lMoments();
  }

  /** The definition: the mean over all choices of some numbers of what is weighted by order. */
  private static double ofChoices(float[] values, int size) {
    double[][] weights = {
      {1}, {-0.5, 0.5}, {1 / 3.0, -2 / 3.0, 1 / 3.0}, {-0.25, 0.75, -0.75, 0.25}
    };
    double sum = 0;
    int choices = 0;
    for (int chosen = 0; chosen < 1 << values.length; chosen++) {
      if (Integer.bitCount(chosen) != size) {
        continue;
      }
      float[] choice = new float[size];
      int at = 0;
      for (int i = 0; i < values.length; i++) {
        if ((chosen >> i & 1) == 1) {
          choice[at++] = values[i];
        }
      }
      Arrays.sort(choice);
      for (int i = 0; i < size; i++) {
        sum += weights[size - 1][i] * choice[i];
      }
      choices++;
    }
    return sum / choices;
  }
}
