package io.manabi.pipelines.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramTest {
  @Test
  void bordersAreRound() {
    assertThat(Histogram.borders(17, 90, true)).startsWith(15, 20, 25).endsWith(90, 95).hasSize(17);
    assertThat(Histogram.borders(1, 16, true)).startsWith(1, 2).endsWith(17).hasSize(17);
    assertThat(Histogram.borders(0.05, 0.95, false)).contains(0.3, 0.35, 0.7);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5, true",
    "5.5, 5.5, false",
    "-1e-9, 1e-9, false",
    "-3.4e38, 3.4e38, false",
    "1e16, 1.0000000000000002e16, true",
    "-9.2e18, 9.2e18, true",
    "9.2233720368547748e18, 9.2233720368547758e18, true",
    "1.4e-45, 2.8e-45, false"
  })
  void bordersHoldAnyRange(double min, double max, boolean whole) {
    double[] borders = Histogram.borders(min, max, whole);
    assertThat(borders.length).isBetween(2, 23);
    assertThat(borders[0]).isLessThanOrEqualTo(min);
    assertThat(borders[borders.length - 1]).isGreaterThan(max);
    assertThat(borders).isSorted();
  }

  @Test
  void bordersHoldRandomRanges() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      double a = random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
      double b = a + Math.abs(random.nextGaussian()) * Math.pow(10, random.nextInt(20) - 10);
      bordersHoldAnyRange(a, b, false);
    }
  }

  @Test
  void spreadsBucketsOverOthers() {
    Histogram histogram =
        new Histogram(
            List.of(
                new Histogram.Bucket(0, 10, 8),
                new Histogram.Bucket(10, 20, 4),
                new Histogram.Bucket(20, 20, 1)));
    Histogram other = histogram.rebin(new double[] {0, 5, 15, 25});
    assertThat(other.buckets().stream().mapToDouble(Histogram.Bucket::count).toArray())
        .containsExactly(new double[] {4, 6, 3}, within(1e-12));
    assertThat(Arrays.stream(new double[] {4, 6, 3}).sum()).isEqualTo(13);
  }
}
