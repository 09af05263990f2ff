package io.manabi.transform.analyzers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures are those of tf.Transform's gaussianization. */
class TukeyHhTest {

  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0,  0.0,        0.5641896, 0.0,        0.12260159",
    "0.1, 0.2,  0.05540865, 0.6932738, 0.05989155, 0.2146072",
    "0.1, 0.7,  0.8865384,  1.4878997, 0.5209037,  0.54675657",
    "0.5, 0.6,  0.19947124, 1.4943897, 0.11905935, 0.5140212",
    "0.7, 0.3, -0.75989,    1.6034254, -0.4226278, 0.55600286",
    "0.9, 0.0, -3.5904799,  4.085859,  -0.833552,  0.81815743"
  })
  void hasTheMomentsOfItsTails(
      double left, double right, double mean, double scale, double skewness, double kurtosis) {
    TukeyHh distribution = new TukeyHh(left, right);
    assertThat(distribution.lMean()).isCloseTo(mean, within(2e-6));
    assertThat(distribution.lScale()).isCloseTo(scale, within(2e-6));
    assertThat(distribution.lSkewness()).isCloseTo(skewness, within(2e-6));
    assertThat(distribution.lKurtosis()).isCloseTo(kurtosis, within(2e-6));
  }

  @ParameterizedTest
  @CsvSource({
    " 0.05989155, 0.2146072, 0.1,        0.2",
    "-0.05989155, 0.2146072, 0.2,        0.1",
    " 0.1,        0.2,       0.03056329, 0.20497137",
    " 0.8,        0.99,      0.9635793,  0.99589026",
    " 0.6,        0.7,       0.3535486,  0.82437974"
  })
  void findsTheTailsOfMoments(double skewness, double kurtosis, double left, double right) {
    TukeyHh found = TukeyHh.fit(skewness, kurtosis);
    assertThat(found.left()).isCloseTo(left, within(1e-5));
    assertThat(found.right()).isCloseTo(right, within(1e-5));
  }

  @ParameterizedTest
  @CsvSource({"0.7, 0.5, 0, 0.65736556", "1, 0.5, 0, 0.65736556", "0.5, 1.5, 0.99999, 0.99999"})
  void comesNearToMomentsThatNoTailsHave(
      double skewness, double kurtosis, double left, double right) {
    TukeyHh found = TukeyHh.fit(skewness, kurtosis);
    // The figures are only near: tf.Transform halves its interval eleven times.
    assertThat(found.left()).isCloseTo(left, within(2e-4));
    assertThat(found.right()).isCloseTo(right, within(2e-4)).isLessThan(1);
  }

  @Test
  void hasNoTailsShorterThanTheNormalOnes() {
    assertThat(TukeyHh.fit(0.3, 0.12)).isEqualTo(new TukeyHh(0, 0));
    assertThat(TukeyHh.fit(0, 0)).isEqualTo(new TukeyHh(0, 0));
  }
}
