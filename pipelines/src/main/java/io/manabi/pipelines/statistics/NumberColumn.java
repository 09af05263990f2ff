package io.manabi.pipelines.statistics;

import io.manabi.pipelines.statistics.StatisticsStateProto.NumberState;
import java.util.ArrayList;
import java.util.List;

/** What is known so far of the numbers of a column. */
final class NumberColumn<K extends Number> {
  private static final int QUANTILE_BUCKETS = 10;

  private final boolean whole;
  private final Quantiles sketch = new Quantiles();
  private final FrequentValues<K> frequent;
  private Moments moments = new Moments();
  private long nan;
  private long infinite;
  private long zeros;
  private double min;
  private double max;

  NumberColumn(KeyCodec<K> codec, boolean whole) {
    this.whole = whole;
    this.frequent =
        new FrequentValues<>(codec, (key, count) -> sketch.add(key.doubleValue(), count));
  }

  FrequentValues<K> frequent() {
    return frequent;
  }

  void addNotANumber() {
    nan++;
  }

  void addInfinite() {
    infinite++;
  }

  /** Adds a finite value. */
  void add(K key) {
    double value = key.doubleValue();
    range(value, value);
    moments.add(value);
    if (value == 0) {
      zeros++;
    }
    if (!frequent.exact()) {
      sketch.add(value, 1);
    }
    frequent.add(key);
  }

  /** Called before the values are counted. */
  private void range(double low, double high) {
    min = moments.count() == 0 ? low : Math.min(min, low);
    max = moments.count() == 0 ? high : Math.max(max, high);
  }

  void merge(NumberColumn<K> other) {
    if (other.moments.count() > 0) {
      range(other.min, other.max);
    }
    moments.merge(other.moments);
    nan += other.nan;
    infinite += other.infinite;
    zeros += other.zeros;
    frequent.merge(other.frequent);
    if (!other.frequent.exact()) {
      sketch.merge(other.sketch);
    }
  }

  NumberStatistics statistics() {
    Cumulative values = cumulative();
    return new NumberStatistics(
        moments.count(),
        nan,
        infinite,
        zeros,
        moments.mean(),
        moments.deviation(),
        min,
        moments.count() == 0 ? 0 : values.quantile(0.5),
        max,
        histogram(values),
        quantiles(values));
  }

  private Histogram histogram(Cumulative values) {
    List<Histogram.Bucket> buckets = new ArrayList<>();
    if (moments.count() > 0) {
      double[] borders = Histogram.borders(min, max, whole);
      double before = 0;
      for (int i = 1; i < borders.length; i++) {
        double below = i + 1 == borders.length ? moments.count() : values.below(borders[i]);
        buckets.add(new Histogram.Bucket(borders[i - 1], borders[i], below - before));
        before = below;
      }
    }
    return new Histogram(buckets);
  }

  private Histogram quantiles(Cumulative values) {
    List<Histogram.Bucket> buckets = new ArrayList<>();
    double low = min;
    for (int i = 1; i <= QUANTILE_BUCKETS && moments.count() > 0; i++) {
      double high = i == QUANTILE_BUCKETS ? max : values.quantile((double) i / QUANTILE_BUCKETS);
      buckets.add(new Histogram.Bucket(low, high, (double) moments.count() / QUANTILE_BUCKETS));
      low = high;
    }
    return new Histogram(buckets);
  }

  /** All values in their order if they are known, else those of the sketch. */
  private Cumulative cumulative() {
    List<Quantiles.Weighted> values =
        frequent.exact()
            ? frequent.sorted().stream()
                .map(entry -> new Quantiles.Weighted(entry.key().doubleValue(), entry.count()))
                .toList()
            : sketch.sorted();
    return new Cumulative(values, moments.count());
  }

  /** How many values are below one, and the other way round. */
  private record Cumulative(List<Quantiles.Weighted> values, long count) {
    double below(double limit) {
      return values.stream()
          .takeWhile(each -> each.value() < limit)
          .mapToLong(Quantiles.Weighted::count)
          .sum();
    }

    double quantile(double share) {
      long below = 0;
      for (Quantiles.Weighted each : values) {
        below += each.count();
        if (below >= share * count) {
          return each.value();
        }
      }
      throw new IllegalArgumentException("no quantile " + share + " of " + below + " values");
    }
  }

  NumberState encode() {
    return NumberState.newBuilder()
        .setNan(nan)
        .setInfinite(infinite)
        .setZeros(zeros)
        .setFinite(moments.count())
        .setMean(moments.mean())
        .setSquares(moments.squares())
        .setMin(min)
        .setMax(max)
        .setQuantiles(sketch.encode())
        .build();
  }

  void decode(NumberState state) {
    nan = state.getNan();
    infinite = state.getInfinite();
    zeros = state.getZeros();
    moments = new Moments(state.getFinite(), state.getMean(), state.getSquares());
    min = state.getMin();
    max = state.getMax();
    sketch.decode(state.getQuantiles());
  }
}
