package io.manabi.pipelines.validation;

import io.manabi.core.ColumnType;
import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.Histogram;
import io.manabi.pipelines.statistics.NumberStatistics;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FeatureComparator;
import io.manabi.pipelines.statistics.ValueFrequency;
import io.manabi.pipelines.validation.Distance.Cell;
import io.manabi.pipelines.validation.Distance.Measure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Two data sets side by side: drift between yesterday and today, or skew between training and
 * serving.
 *
 * @param before the statistics of the first data set
 * @param after the statistics of the second one
 * @param columns how much each column that both have differs, most first
 * @param unmatched the columns that only one of them has
 */
public record Comparison(
    DataStatistics before, DataStatistics after, List<Distance> columns, List<Anomaly> unmatched) {

  /** Copies the lists. */
  public Comparison {
    columns = List.copyOf(columns);
    unmatched = List.copyOf(unmatched);
  }

  /** Compares the columns of two data sets. */
  public static Comparison of(DataStatistics before, DataStatistics after) {
    List<Distance> distances = new ArrayList<>();
    for (ColumnStatistics column : before.columns()) {
      after.find(column.name()).ifPresent(other -> distances.add(distance(column, other)));
    }
    distances.sort(Comparator.comparingDouble(Distance::value).reversed());
    return new Comparison(before, after, distances, unmatched(before, after));
  }

  private static Distance distance(ColumnStatistics before, ColumnStatistics after) {
    boolean strings = before.type() == ColumnType.BYTES;
    Measure measure = strings ? Measure.L_INFINITY : Measure.JENSEN_SHANNON;
    boolean comparable = strings == (after.type() == ColumnType.BYTES);
    if (!comparable || count(before) == 0 || count(after) == 0) {
      double value = comparable && count(before) == count(after) ? 0 : 1;
      return new Distance(before.name(), measure, value, List.of());
    }
    List<Cell> cells = strings ? values(before, after) : buckets(before, after);
    double value =
        strings
            ? cells.stream().mapToDouble(Cell::difference).max().orElse(0)
            : cells.stream().mapToDouble(Comparison::divergence).sum();
    return new Distance(before.name(), measure, value, cells);
  }

  /** The number of values that are compared: all strings, all finite numbers. */
  private static long count(ColumnStatistics column) {
    return column.numbers().map(NumberStatistics::finite).orElse(column.values());
  }

  private static List<Cell> values(ColumnStatistics before, ColumnStatistics after) {
    Map<String, double[]> shares = new LinkedHashMap<>();
    collect(before, shares, 0);
    collect(after, shares, 1);
    List<Cell> cells = new ArrayList<>();
    shares.forEach((value, both) -> cells.add(new Cell(value, both[0], both[1])));
    cells.sort(Comparator.comparingDouble(Cell::difference).reversed());
    return cells;
  }

  private static void collect(ColumnStatistics column, Map<String, double[]> shares, int place) {
    for (ValueFrequency value : column.frequent()) {
      shares.computeIfAbsent(value.value(), key -> new double[2])[place] +=
          (double) value.count() / column.values();
    }
  }

  private static List<Cell> buckets(ColumnStatistics before, ColumnStatistics after) {
    NumberStatistics first = before.numbers().orElseThrow();
    NumberStatistics second = after.numbers().orElseThrow();
    double[] borders =
        Histogram.borders(
            Math.min(first.min(), second.min()),
            Math.max(first.max(), second.max()),
            before.type() == ColumnType.INT64 && after.type() == ColumnType.INT64);
    borders[0] = Math.min(borders[0], Math.min(lowest(first), lowest(second)));
    int last = borders.length - 1;
    borders[last] = Math.max(borders[last], Math.max(highest(first), highest(second)));
    List<Histogram.Bucket> left = first.histogram().rebin(borders).buckets();
    List<Histogram.Bucket> right = second.histogram().rebin(borders).buckets();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      cells.add(
          new Cell(
              Charts.label(left.get(i)),
              left.get(i).count() / first.finite(),
              right.get(i).count() / second.finite()));
    }
    return cells;
  }

  private static double lowest(NumberStatistics numbers) {
    return numbers.histogram().buckets().get(0).low();
  }

  private static double highest(NumberStatistics numbers) {
    List<Histogram.Bucket> buckets = numbers.histogram().buckets();
    return buckets.get(buckets.size() - 1).high();
  }

  private static double divergence(Cell cell) {
    double middle = (cell.before() + cell.after()) / 2;
    return (part(cell.before(), middle) + part(cell.after(), middle)) / 2;
  }

  private static double part(double share, double middle) {
    return share == 0 ? 0 : share * Math.log(share / middle) / Math.log(2);
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

  /** The columns whose distance is greater than a threshold. */
  public List<Anomaly> anomalies(double threshold) {
    return columns.stream()
        .filter(distance -> distance.value() > threshold)
        .map(distance -> anomaly(distance, threshold))
        .toList();
  }

  /**
   * The columns whose distance is greater than the threshold that the schema gives them.
   *
   * @param comparator which of its thresholds: {@code Feature::getDriftComparator} or {@code
   *     Feature::getSkewComparator}
   */
  public List<Anomaly> anomalies(
      DataSchema schema, Function<Feature, FeatureComparator> comparator) {
    List<Anomaly> anomalies = new ArrayList<>();
    for (Feature feature : schema.proto().getFeatureList()) {
      FeatureComparator limits = comparator.apply(feature);
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
            "The %s is %.4f, more than %.4f: %s.",
            infinity ? "L-infinity distance" : "Jensen-Shannon divergence",
            distance.value(),
            threshold,
            distance.describe()),
        Double.NaN);
  }
}
