package io.manabi.pipelines.statistics;

import com.google.protobuf.ByteString;
import io.manabi.pipelines.statistics.StatisticsStateProto.NumberState;
import io.manabi.transform.IntegerRange;
import io.manabi.transform.sketches.MeanAndVariance;
import io.manabi.transform.sketches.QuantileSketch;
import io.manabi.transform.sketches.RankedSummary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known so far of the numbers of a column. */
final class NumberColumn<K extends Number> {
  /** How far from its place an estimated quantile may be, as a part of all values. */
  static final double RANK_ERROR = 0.01;

  private static final int QUANTILE_BUCKETS = 10;

  private final KeyCodec<K> codec;
  private final boolean whole;
  private QuantileSketch sketch = new QuantileSketch(RANK_ERROR);
  private final FrequentValues<K> frequent;
  private MeanAndVariance moments = new MeanAndVariance();
  private long nan;
  private long infinite;
  private long zeros;
  private @Nullable K min;
  private @Nullable K max;

  NumberColumn(KeyCodec<K> codec, boolean whole, int sampleCapacity) {
    this.codec = codec;
    this.whole = whole;
    this.frequent =
        new FrequentValues<>(
            codec, sampleCapacity, (key, count) -> sketch.add(key.doubleValue(), (double) count));
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
    range(key, key);
    moments.add(value);
    if (value == 0) {
      zeros++;
    }
    if (!frequent.exact()) {
      sketch.add(value, 1);
    }
    frequent.add(key);
  }

  private void range(K low, K high) {
    if (min == null || codec.compare(low, min) < 0) {
      min = low;
    }
    if (max == null || codec.compare(high, max) > 0) {
      max = high;
    }
  }

  void merge(NumberColumn<K> other) {
    if (other.min != null && other.max != null) {
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
    RankedSummary values = summary();
    double least = number(min);
    double greatest = number(max);
    return new NumberStatistics(
        moments.count(),
        nan,
        infinite,
        zeros,
        moments.mean(),
        Math.sqrt(moments.variance()),
        least,
        moments.count() == 0 ? 0 : median(values),
        greatest,
        min instanceof Long low && max instanceof Long high ? new IntegerRange(low, high) : null,
        histogram(values, least, greatest),
        quantiles(values, least, greatest));
  }

  private static double number(@Nullable Number value) {
    return value == null ? 0 : value.doubleValue();
  }

  private Histogram histogram(RankedSummary values, double least, double greatest) {
    List<Histogram.Bucket> buckets = new ArrayList<>();
    if (moments.count() > 0) {
      double[] borders = Histogram.borders(least, greatest, whole);
      double before = 0;
      for (int i = 1; i < borders.length; i++) {
        double below = i + 1 == borders.length ? moments.count() : values.below(borders[i]);
        buckets.add(new Histogram.Bucket(borders[i - 1], borders[i], below - before));
        before = below;
      }
    }
    return new Histogram(buckets);
  }

  private Histogram quantiles(RankedSummary values, double least, double greatest) {
    List<Histogram.Bucket> buckets = new ArrayList<>();
    double low = least;
    for (int i = 1; i <= QUANTILE_BUCKETS && moments.count() > 0; i++) {
      double high =
          i == QUANTILE_BUCKETS
              ? greatest
              : atPlace(values, Math.ceil((double) i / QUANTILE_BUCKETS * moments.count()));
      buckets.add(new Histogram.Bucket(low, high, (double) moments.count() / QUANTILE_BUCKETS));
      low = high;
    }
    return new Histogram(buckets);
  }

  /** The value in the middle, or the mean of the two in the middle. */
  private double median(RankedSummary values) {
    double low = atPlace(values, Math.ceil(moments.count() / 2.));
    double high = atPlace(values, Math.floor(moments.count() / 2.) + 1);
    return low == high ? low : low / 2 + high / 2;
  }

  /** The value at a place in their order, from 1 on. */
  private static double atPlace(RankedSummary values, double place) {
    return values.atRank(place - 0.5);
  }

  /** All values if they are known, else what the sketch knows. */
  private RankedSummary summary() {
    if (!frequent.exact()) {
      return sketch.summary();
    }
    List<FrequentValues.Entry<K>> entries = frequent.sorted();
    return RankedSummary.of(
        entries.stream().mapToDouble(entry -> entry.key().doubleValue()).toArray(),
        entries.stream().mapToDouble(FrequentValues.Entry::count).toArray(),
        entries.size());
  }

  NumberState encode() {
    NumberState.Builder state = NumberState.newBuilder();
    if (min != null && max != null) {
      state.setMin(codec.encode(min)).setMax(codec.encode(max));
    }
    return state
        .setNan(nan)
        .setInfinite(infinite)
        .setZeros(zeros)
        .setFinite(moments.count())
        .setMean(moments.mean())
        .setSquares(moments.squares())
        .setQuantiles(ByteString.copyFrom(frequent.exact() ? new byte[0] : sketch.encode()))
        .build();
  }

  void decode(NumberState state) {
    nan = state.getNan();
    infinite = state.getInfinite();
    zeros = state.getZeros();
    moments = new MeanAndVariance(state.getFinite(), state.getMean(), state.getSquares());
    if (moments.count() > 0) {
      min = codec.decode(state.getMin());
      max = codec.decode(state.getMax());
    }
    if (!state.getQuantiles().isEmpty()) {
      sketch = QuantileSketch.decode(state.getQuantiles().toByteArray());
    }
  }
}
