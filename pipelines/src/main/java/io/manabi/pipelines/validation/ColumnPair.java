package io.manabi.pipelines.validation;

import io.manabi.core.ColumnType;
import io.manabi.pipelines.statistics.ColumnStatistics;
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
 * A column of two data sets.
 *
 * @param before its statistics in the first one
 * @param after its statistics in the second one
 */
record ColumnPair(ColumnStatistics before, ColumnStatistics after) {

  /** The distance of numbers by their buckets, or the greater one of those of single values. */
  Distance greatest() {
    if (!isOf(ColumnType.BYTES) || isEmpty()) {
      return distance(Measure.JENSEN_SHANNON, false);
    }
    ValueDistances distances = ValueDistances.of(before, after);
    return byValue(
        distances.divergence() > distances.infinity() ? Measure.JENSEN_SHANNON : Measure.L_INFINITY,
        distances);
  }

  /** The distances that a schema limits, or else the greatest one. */
  List<Distance> limited(DataSchema schema, Function<Feature, FeatureComparator> comparator) {
    List<Distance> distances = new ArrayList<>();
    for (Feature feature : schema.proto().getFeatureList()) {
      if (feature.getName().equals(before.name())) {
        FeatureComparator limits = comparator.apply(feature);
        boolean categorical = Domains.isCategorical(schema.proto(), feature);
        if (limits.hasInfinityNorm()) {
          distances.add(distance(Measure.L_INFINITY, categorical));
        }
        if (limits.hasJensenShannonDivergence()) {
          distances.add(distance(Measure.JENSEN_SHANNON, categorical));
        }
      }
    }
    return distances.isEmpty() ? List.of(greatest()) : distances;
  }

  /**
   * The distance by a measure.
   *
   * @param categorical whether integers are names, so that each is compared on its own
   */
  private Distance distance(Measure measure, boolean categorical) {
    boolean values = isOf(ColumnType.BYTES) || (categorical && isOf(ColumnType.INT64));
    boolean numbers = before.numbers().isPresent() && after.numbers().isPresent();
    boolean comparable = values || (numbers && measure == Measure.JENSEN_SHANNON);
    if (!comparable || isEmpty()) {
      boolean none = count(before) == 0 && count(after) == 0;
      return of(
          measure,
          none ? 0 : 1,
          0,
          List.of(),
          none
              ? "both have no values"
              : count(before) == 0 || count(after) == 0
                  ? "only one has values"
                  : "the values are %s, before %s".formatted(after.type(), before.type()));
    }
    return values ? byValue(measure, ValueDistances.of(before, after)) : byBucket();
  }

  private boolean isOf(ColumnType type) {
    return before.type() == type && after.type() == type;
  }

  private boolean isEmpty() {
    return count(before) == 0 || count(after) == 0;
  }

  /** The number of values that are compared: all strings, all finite numbers. */
  private static long count(ColumnStatistics column) {
    return column.numbers().map(NumberStatistics::finite).orElse(column.values());
  }

  private Distance of(
      Measure measure, double value, double error, List<Cell> cells, String description) {
    return new Distance(
        before.name(),
        measure,
        value,
        error,
        cells,
        1 - before.presentShare(),
        1 - after.presentShare(),
        description);
  }

  private Distance byValue(Measure measure, ValueDistances distances) {
    List<Cell> cells = values();
    return measure == Measure.L_INFINITY
        ? of(measure, distances.infinity(), distances.infinityError(), cells, worst(cells))
        : of(
            measure,
            distances.divergence(),
            distances.divergenceError(),
            cells,
            worst(cells) + "; " + overlap(distances));
  }

  private static String worst(List<Cell> cells) {
    Cell worst = cells.stream().max(Comparator.comparingDouble(Cell::difference)).orElseThrow();
    return "'%s' has %s of the values, before %s"
        .formatted(worst.label(), Anomaly.percent(worst.after()), Anomaly.percent(worst.before()));
  }

  /** How many different values there are, and in both. */
  private String overlap(ValueDistances distances) {
    boolean exact = before.sample().isComplete() && after.sample().isComplete();
    String common =
        distances.common() == 0
            ? "no value is in both"
            : exact
                ? String.format(Locale.ROOT, "%,d values are in both", distances.common())
                : "some values are in both";
    return String.format(
        Locale.ROOT,
        "%s of %s%,d different ones, before %s%,d",
        common,
        after.sample().isComplete() ? "" : "about ",
        after.distinct(),
        before.sample().isComplete() ? "" : "about ",
        before.distinct());
  }

  private List<Cell> values() {
    Map<Long, String> labels = new LinkedHashMap<>();
    before.frequent().forEach(value -> labels.put(value.hash(), value.value()));
    after.frequent().forEach(value -> labels.putIfAbsent(value.hash(), value.value()));
    Map<Long, Long> left = counts(before);
    Map<Long, Long> right = counts(after);
    List<Cell> cells = new ArrayList<>();
    labels.forEach(
        (hash, label) ->
            cells.add(new Cell(label, share(before, left, hash), share(after, right, hash))));
    cells.sort(Comparator.comparingDouble(Cell::difference).reversed());
    return cells;
  }

  private static Map<Long, Long> counts(ColumnStatistics column) {
    Map<Long, Long> counts = new LinkedHashMap<>();
    for (ValueFrequency value : column.frequent()) {
      counts.put(value.hash(), value.count());
    }
    return counts;
  }

  private static double share(ColumnStatistics column, Map<Long, Long> counts, long hash) {
    long count = column.sample().count(hash).orElse(counts.getOrDefault(hash, 0L));
    return (double) count / column.values();
  }

  private Distance byBucket() {
    List<Cell> cells =
        BucketCells.of(
            before.numbers().orElseThrow(), after.numbers().orElseThrow(), isOf(ColumnType.INT64));
    return of(Measure.JENSEN_SHANNON, BucketCells.divergence(cells), 0, cells, worst(cells));
  }
}
