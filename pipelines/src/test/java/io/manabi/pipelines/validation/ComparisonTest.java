package io.manabi.pipelines.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FeatureComparator;
import io.manabi.pipelines.validation.Distance.Cell;
import io.manabi.pipelines.validation.Distance.Measure;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
  @Test
  void measuresStringsByTheGreatestDifference() {
    Distance distance =
        compare(
            new Data().strings("x", "a", "a", "b", "c", null),
            new Data().strings("x", "a", "b", "b", "b", "d"));
    // a: 2/4 and 1/5; b: 1/4 and 3/5; c: 1/4 and 0; d: 0 and 1/5.
    assertThat(distance.measure()).isEqualTo(Measure.L_INFINITY);
    assertThat(distance.value()).isCloseTo(0.35, within(1e-12));
    assertThat(distance.worst()).hasValue(new Cell("b", 0.25, 0.6));
    assertThat(distance.cells()).extracting(Cell::label).containsExactly("b", "a", "c", "d");
    assertThat(distance.description()).isEqualTo("'b' has 60.00 % of the values, before 25.00 %");
  }

  @Test
  void measuresNumbersByTheJensenShannonDivergence() {
    Distance distance =
        compare(new Data().integers("x", 1, 1, 2, 4), new Data().integers("x", 1, 2, 3, 3));
    // Buckets of one: p = 1/2, 1/4, 0, 1/4 and q = 1/4, 1/4, 1/2, 0.
    double expected =
        0.5 * (0.5 * log2(0.5 / 0.375) + 0.25 * log2(0.25 / 0.125))
            + 0.5 * (0.25 * log2(0.25 / 0.375) + 0.5 * log2(0.5 / 0.25))
            + 0.25 * log2(1);
    assertThat(distance.measure()).isEqualTo(Measure.JENSEN_SHANNON);
    assertThat(distance.value()).isCloseTo(expected, within(1e-12));
    assertThat(distance.cells())
        .containsExactly(
            new Cell("1 – 2", 0.5, 0.25),
            new Cell("2 – 3", 0.25, 0.25),
            new Cell("3 – 4", 0, 0.5),
            new Cell("4 – 5", 0.25, 0));
  }

  @Test
  void canBeRecomputedFromItsCells() {
    Random random = new Random(11);
    float[] left = new float[20_000];
    float[] right = new float[10_000];
    for (int i = 0; i < left.length; i++) {
      left[i] = (float) random.nextGaussian();
      right[i / 2] = (float) (random.nextGaussian() * 3 + 1);
    }
    Distance distance = compare(new Data().floats("x", left), new Data().floats("x", right));
    double sum = 0;
    for (Cell cell : distance.cells()) {
      double middle = (cell.before() + cell.after()) / 2;
      sum += cell.before() == 0 ? 0 : cell.before() * log2(cell.before() / middle) / 2;
      sum += cell.after() == 0 ? 0 : cell.after() * log2(cell.after() / middle) / 2;
    }
    assertThat(distance.value()).isCloseTo(sum, within(1e-12)).isBetween(0.1, 0.5);
    assertThat(distance.cells().stream().mapToDouble(Cell::before).sum())
        .isCloseTo(1, within(1e-9));
    assertThat(distance.cells().stream().mapToDouble(Cell::after).sum()).isCloseTo(1, within(1e-9));
  }

  @Test
  void isZeroForTheSameAndOneForDisjointData() {
    Data numbers = new Data().floats("x", 1, 2, 3);
    assertThat(compare(numbers, numbers).value()).isZero();
    assertThat(compare(numbers, new Data().floats("x", 1001, 1002)).value())
        .isCloseTo(1, within(1e-9));
    assertThat(compare(new Data().strings("x", "a"), new Data().strings("x", "b")).value())
        .isEqualTo(1);
  }

  @Test
  void isOneIfOnlyOneHasValuesOfTheType() {
    assertThat(compare(new Data().strings("x", "a"), new Data().integers("x", 1)).value())
        .isEqualTo(1);
    assertThat(
            compare(new Data().strings("x", "a"), new Data().strings("x", new String[] {null}))
                .value())
        .isEqualTo(1);
    assertThat(
            compare(new Data().floats("x", Float.NaN), new Data().floats("x", Float.NaN)).value())
        .isZero();
    assertThat(compare(new Data().integers("x", 1), new Data().floats("x", 1)).value()).isZero();
  }

  @Test
  void putsTheWorstColumnFirstAndTellsThoseAboveAThreshold() {
    DataStatistics before =
        new Data().integers("same", 1, 2).strings("new", "a", "b").floats("x", 1, 2).statistics();
    DataStatistics after =
        new Data().integers("same", 1, 2).strings("new", "b", "b").floats("x", 8, 9).statistics();
    Comparison comparison = Comparison.of(before, after);
    assertThat(comparison.columns())
        .extracting(Distance::column)
        .containsExactly("x", "new", "same");
    assertThat(comparison.anomalies(0.4))
        .extracting(Anomaly::code)
        .containsExactly(
            AnomalyCode.COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH,
            AnomalyCode.COMPARATOR_L_INFTY_HIGH);
    assertThat(comparison.anomalies(0.4).get(1).reason())
        .isEqualTo(
            "The L-infinity distance is 0.5000, more than 0.4000: 'a' has 0 % of the values,"
                + " before 50.00 %.");
    assertThat(comparison.anomalies(0.6)).hasSize(1);
  }

  @Test
  void takesThresholdsFromTheSchema() {
    DataStatistics before =
        new Data().strings("x", "a", "b").floats("y", 1, 1).integers("z", 1, 2).statistics();
    DataStatistics after = new Data().strings("x", "b", "b").floats("y", 9, 9).statistics();
    DataSchema schema =
        DataValidatorTest.schema(
            "feature { name: 'x' drift_comparator { infinity_norm { threshold: 0.6 } }"
                + " skew_comparator { infinity_norm { threshold: 0.1 } } }"
                + " feature { name: 'y'"
                + " skew_comparator { jensen_shannon_divergence { threshold: 0.1 } } }"
                + " feature { name: 'z'"
                + " skew_comparator { jensen_shannon_divergence { threshold: 0.1 } } }");
    assertThat(anomalies(before, after, schema, Feature::getDriftComparator)).isEmpty();
    assertThat(anomalies(before, after, schema, Feature::getSkewComparator))
        .extracting(Anomaly::column)
        .containsExactly("x", "y", "z");
  }

  @Test
  void limitsTheDivergenceOfStringsAndTheShareOfIntegersThatAreNames() {
    DataStatistics before =
        new Data().strings("c", "x", "x", "y", "y").integers("i", 1, 1, 1, 2).statistics();
    DataStatistics after =
        new Data().strings("c", "x", "y", "y", "y").integers("i", 1, 2, 2, 2).statistics();
    DataSchema schema =
        DataValidatorTest.schema(
            "feature { name: 'c' type: BYTES drift_comparator {"
                + " jensen_shannon_divergence { threshold: 0.01 }"
                + " infinity_norm { threshold: 0.2 } } }"
                + " feature { name: 'i' type: INT int_domain { is_categorical: true }"
                + " drift_comparator { infinity_norm { threshold: 0.4 } } }");
    double expected =
        0.5 * (0.5 * log2(0.5 / 0.375) + 0.5 * log2(0.5 / 0.625))
            + 0.5 * (0.25 * log2(0.25 / 0.375) + 0.75 * log2(0.75 / 0.625));
    Comparison comparison = Comparison.of(before, after, schema, Feature::getDriftComparator);
    assertThat(comparison.columns())
        .extracting(Distance::column, Distance::measure)
        .containsExactly(
            tuple("i", Measure.L_INFINITY),
            tuple("c", Measure.L_INFINITY),
            tuple("c", Measure.JENSEN_SHANNON));
    assertThat(comparison.columns().get(0).value()).isCloseTo(0.5, within(1e-12));
    assertThat(comparison.columns().get(2).value()).isCloseTo(expected, within(1e-12));
    assertThat(comparison.anomalies(schema, Feature::getDriftComparator))
        .extracting(Anomaly::code)
        .containsExactly(
            AnomalyCode.COMPARATOR_L_INFTY_HIGH,
            AnomalyCode.COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH,
            AnomalyCode.COMPARATOR_L_INFTY_HIGH);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_193, 30_000, 100_000})
  void tellsDisjointStringsHoweverManyThereAre(int count) {
    Distance distance = compare(numbered(0, count), numbered(count, count));
    assertThat(distance.measure()).isEqualTo(Measure.JENSEN_SHANNON);
    assertThat(distance.value()).isCloseTo(1, within(1e-9));
    assertThat(distance.cells()).isNotEmpty();
    assertThat(distance.description()).contains("no value is in both of");
    assertThat(distance.error() == 0).isEqualTo(count <= 32_768);
    assertThat(compare(numbered(0, count), numbered(0, count)).value()).isZero();
  }

  @Test
  void estimatesTheDivergenceOfManyRareValuesWithAnErrorThatIsTold() {
    // Half of the values of each are in both, equally often: the divergence is a half.
    Distance half = compare(numbered(0, 100_000), numbered(50_000, 100_000));
    assertThat(half.error()).isBetween(0.001, 0.02);
    assertThat(half.value()).isCloseTo(0.5, within(1.5 * half.error()));
    DataSchema schema =
        DataValidatorTest.schema(
            "feature { name: 'x' type: BYTES"
                + " drift_comparator { jensen_shannon_divergence { threshold: 0.1 } } }");
    Distance exact =
        Comparison.of(
                numbered(0, 100_000).statistics(schema.exactCounts()),
                numbered(50_000, 100_000).statistics(schema.exactCounts()),
                schema,
                Feature::getDriftComparator)
            .columns()
            .get(0);
    assertThat(exact.error()).isZero();
    assertThat(exact.value()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void knowsFrequentValuesAmongManyRareOnes() {
    String[] left = new String[200_000];
    String[] right = new String[200_000];
    for (int i = 0; i < left.length; i++) {
      left[i] = i % 5 == 0 ? "often" : "rare " + i;
      right[i] = i % 10 == 0 ? "often" : "rare " + i;
    }
    DataSchema schema =
        DataValidatorTest.schema(
            "feature { name: 'x' type: BYTES"
                + " drift_comparator { infinity_norm { threshold: 0.05 } } }");
    Distance distance =
        Comparison.of(
                new Data().strings("x", left).statistics(),
                new Data().strings("x", right).statistics(),
                schema,
                Feature::getDriftComparator)
            .columns()
            .get(0);
    assertThat(distance.error()).isBetween(1e-6, 1 / 4096.);
    assertThat(distance.value()).isCloseTo(0.1, within(distance.error()));
    assertThat(distance.description()).startsWith("'often' has 9.9");
  }

  @Test
  void tellsThatValuesHaveBecomeMissing() {
    String[] full = new String[100];
    String[] sparse = new String[100];
    Arrays.fill(full, "a");
    Arrays.fill(sparse, 0, 5, "a");
    Comparison comparison =
        Comparison.of(
            new Data().strings("x", full).statistics(),
            new Data().strings("x", sparse).statistics());
    assertThat(comparison.columns().get(0).value()).isZero();
    assertThat(comparison.anomalies(0.1))
        .extracting(Anomaly::toString)
        .containsExactly(
            "x: FEATURE_TYPE_LOW_FRACTION_PRESENT: A value is missing in 95.00 % of the rows, before"
                + " in 0 %; that differs by more than 10.00 %. (95.00 % of rows)");
  }

  private static Data numbered(int from, int count) {
    return new Data()
        .strings(
            "x", IntStream.range(from, from + count).mapToObj(i -> "u" + i).toArray(String[]::new));
  }

  private static List<Anomaly> anomalies(
      DataStatistics before,
      DataStatistics after,
      DataSchema schema,
      Function<Feature, FeatureComparator> comparator) {
    return Comparison.of(before, after, schema, comparator).anomalies(schema, comparator);
  }

  private static Distance compare(Data before, Data after) {
    return Comparison.of(before.statistics(), after.statistics()).columns().get(0);
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
