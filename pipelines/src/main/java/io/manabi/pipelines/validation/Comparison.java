package io.manabi.pipelines.validation;

import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FeatureComparator;
import io.manabi.pipelines.validation.Distance.Measure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Two data sets side by side: drift between yesterday and today, or skew between training and
 * serving.
 *
 * @param before the statistics of the first data set
 * @param after the statistics of the second one
 * @param columns how much each column that both have differs, most first; a column of which a
 *     schema limits two measures is there twice
 * @param unmatched the columns that only one of them has
 */
public record Comparison(
    DataStatistics before, DataStatistics after, List<Distance> columns, List<Anomaly> unmatched) {

  /** Copies the lists. */
  public Comparison {
    columns = List.copyOf(columns);
    unmatched = List.copyOf(unmatched);
  }

  /**
   * Compares the columns of two data sets: numbers by the Jensen-Shannon divergence, strings by it
   * or by the L-infinity distance, whichever is greater: one sees that many rare values are others,
   * the other that a frequent one has become less so.
   */
  public static Comparison of(DataStatistics before, DataStatistics after) {
    return of(before, after, (column, pair) -> List.of(pair.greatest()));
  }

  /**
   * Compares the columns of two data sets by the measures that a schema limits, and other columns
   * as {@link #of(DataStatistics, DataStatistics)} does.
   *
   * @param before the first data set; as the second one computed with {@link
   *     DataSchema#exactCounts}, lest the distances of strings be estimates
   * @param comparator which of its thresholds: {@code Feature::getDriftComparator} or {@code
   *     Feature::getSkewComparator}
   */
  public static Comparison of(
      DataStatistics before,
      DataStatistics after,
      DataSchema schema,
      Function<Feature, FeatureComparator> comparator) {
    return of(before, after, (column, pair) -> pair.limited(schema, comparator));
  }

  /** Which distances of a column are wanted. */
  private interface Measures {
    List<Distance> of(String column, ColumnPair pair);
  }

  private static Comparison of(DataStatistics before, DataStatistics after, Measures measures) {
    List<Distance> distances = new ArrayList<>();
    for (ColumnStatistics column : before.columns()) {
      after
          .find(column.name())
          .ifPresent(
              other -> distances.addAll(measures.of(column.name(), new ColumnPair(column, other))));
    }
    distances.sort(
        Comparator.comparingDouble(
                (Distance each) -> Math.max(each.value(), each.missingDifference()))
            .reversed());
    return new Comparison(before, after, distances, unmatched(before, after));
  }

  private static List<Anomaly> unmatched(DataStatistics before, DataStatistics after) {
    List<Anomaly> anomalies = new ArrayList<>();
    for (ColumnStatistics column : before.columns()) {
      if (after.find(column.name()).isEmpty()) {
        anomalies.add(
            new Anomaly(
                column.name(),
                AnomalyCode.SCHEMA_MISSING_COLUMN,
                "Only the first data set has this column.",
                1));
      }
    }
    for (ColumnStatistics column : after.columns()) {
      if (before.find(column.name()).isEmpty()) {
        anomalies.add(
            new Anomaly(
                column.name(),
                AnomalyCode.SCHEMA_NEW_COLUMN,
                "Only the second data set has this column.",
                1));
      }
    }
    return anomalies;
  }

  /** The columns whose distance, or whose change in missing values, is greater than a threshold. */
  public List<Anomaly> anomalies(double threshold) {
    List<Anomaly> anomalies = new ArrayList<>();
    for (Distance distance : columns) {
      if (distance.value() > threshold) {
        anomalies.add(anomaly(distance, threshold));
      }
      if (distance.missingDifference() > threshold) {
        anomalies.add(missing(distance, threshold));
      }
    }
    return anomalies;
  }

  private static Anomaly missing(Distance distance, double threshold) {
    return new Anomaly(
        distance.column(),
        AnomalyCode.FEATURE_TYPE_LOW_FRACTION_PRESENT,
        "A value is missing in %s of the rows, before in %s; that differs by more than %s."
            .formatted(
                Anomaly.percent(distance.missingAfter()),
                Anomaly.percent(distance.missingBefore()),
                Anomaly.percent(threshold)),
        distance.missingAfter());
  }

  /**
   * The columns whose distance is greater than the threshold that the schema gives them, and those
   * with a threshold that only one data set has.
   *
   * @param schema that of {@link #of(DataStatistics, DataStatistics, DataSchema, Function)}
   * @param comparator the one given there
   */
  public List<Anomaly> anomalies(
      DataSchema schema, Function<Feature, FeatureComparator> comparator) {
    List<Anomaly> anomalies = new ArrayList<>();
    for (Feature feature : schema.proto().getFeatureList()) {
      FeatureComparator limits = comparator.apply(feature);
      if (!limits.hasInfinityNorm() && !limits.hasJensenShannonDivergence()) {
        continue;
      }
      unmatched.stream()
          .filter(each -> each.column().equals(feature.getName()))
          .forEach(anomalies::add);
      for (Distance distance : columns) {
        boolean infinity = distance.measure() == Measure.L_INFINITY;
        boolean limited = infinity ? limits.hasInfinityNorm() : limits.hasJensenShannonDivergence();
        double threshold =
            infinity
                ? limits.getInfinityNorm().getThreshold()
                : limits.getJensenShannonDivergence().getThreshold();
        if (distance.column().equals(feature.getName())
            && limited
            && distance.value() > threshold) {
          anomalies.add(anomaly(distance, threshold));
        }
      }
    }
    return anomalies;
  }

  private static Anomaly anomaly(Distance distance, double threshold) {
    boolean infinity = distance.measure() == Measure.L_INFINITY;
    return new Anomaly(
        distance.column(),
        infinity
            ? AnomalyCode.COMPARATOR_L_INFTY_HIGH
            : AnomalyCode.COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH,
        String.format(
            Locale.ROOT,
            "The %s is %.4f%s, more than %.4f: %s.",
            infinity ? "L-infinity distance" : "Jensen-Shannon divergence",
            distance.value(),
            distance.error() == 0 ? "" : String.format(Locale.ROOT, " ± %.4f", distance.error()),
            threshold,
            distance.description()),
        Double.NaN);
  }
}
