package io.manabi.pipelines.statistics;

import io.manabi.core.ColumnType;
import io.manabi.pipelines.statistics.StatisticsProto.BytesStatistics;
import io.manabi.pipelines.statistics.StatisticsProto.CommonStatistics;
import io.manabi.pipelines.statistics.StatisticsProto.CustomStatistic;
import io.manabi.pipelines.statistics.StatisticsProto.DatasetFeatureStatistics;
import io.manabi.pipelines.statistics.StatisticsProto.DatasetFeatureStatisticsList;
import io.manabi.pipelines.statistics.StatisticsProto.FeatureNameStatistics;
import io.manabi.pipelines.statistics.StatisticsProto.NumericStatistics;
import io.manabi.pipelines.statistics.StatisticsProto.RankHistogram;
import java.util.List;

/** Statistics in the message that TensorFlow Data Validation and Facets read. */
public final class StatisticsMessages {
  private static final int TOP_VALUES = 20;
  private static final int RANKS = 1000;

  private StatisticsMessages() {}

  /**
   * The message for some data sets. What it has no field for (different numbers, infinite ones, the
   * greatest length, strings that are no UTF-8) is in custom statistics; so is, where numbers are
   * estimates, how good they are, as in {@link StatisticsJson}: {@code distinct_error}, {@code
   * top_values_error} and {@code quantiles_rank_error}.
   */
  public static DatasetFeatureStatisticsList list(List<DataStatistics> dataSets) {
    DatasetFeatureStatisticsList.Builder list = DatasetFeatureStatisticsList.newBuilder();
    for (DataStatistics statistics : dataSets) {
      DatasetFeatureStatistics.Builder dataSet =
          list.addDatasetsBuilder().setName(statistics.name()).setNumExamples(statistics.rows());
      statistics.columns().forEach(column -> dataSet.addFeatures(feature(column)));
    }
    return list.build();
  }

  private static FeatureNameStatistics feature(ColumnStatistics column) {
    FeatureNameStatistics.Builder feature =
        FeatureNameStatistics.newBuilder().setName(column.name());
    column.numbers().ifPresent(numbers -> numbers(column, numbers, feature));
    column.strings().ifPresent(strings -> strings(column, strings, feature));
    estimates(column, feature);
    return feature.build();
  }

  /** Says of each number that is an estimate how good it is. */
  private static void estimates(ColumnStatistics column, FeatureNameStatistics.Builder feature) {
    if (!column.sample().isComplete()) {
      feature.addCustomStats(custom("distinct_error", column.sample().distinctError()));
    }
    long error = column.frequent().stream().mapToLong(ValueFrequency::error).max().orElse(0);
    if (error > 0) {
      feature.addCustomStats(custom("top_values_error", (double) error));
    }
    if (!column.exact() && column.numbers().isPresent()) {
      feature.addCustomStats(custom("quantiles_rank_error", NumberColumn.RANK_ERROR));
    }
  }

  private static CommonStatistics common(ColumnStatistics column) {
    return CommonStatistics.newBuilder()
        .setNumNonMissing(column.present())
        .setNumMissing(column.missing())
        .setMinNumValues(column.minValues())
        .setMaxNumValues(column.maxValues())
        .setAvgNumValues((float) column.averageValues())
        .setTotNumValues(column.values())
        .build();
  }

  private static void numbers(
      ColumnStatistics column, NumberStatistics numbers, FeatureNameStatistics.Builder feature) {
    feature
        .setType(
            column.type() == ColumnType.INT64
                ? FeatureNameStatistics.Type.INT
                : FeatureNameStatistics.Type.FLOAT)
        .setNumStats(
            NumericStatistics.newBuilder()
                .setCommonStats(common(column))
                .setMean(numbers.mean())
                .setStdDev(numbers.deviation())
                .setNumZeros(numbers.zeros())
                .setMin(numbers.min())
                .setMedian(numbers.median())
                .setMax(numbers.max())
                .addHistograms(histogram(numbers.histogram(), numbers.nan(), false))
                .addHistograms(histogram(numbers.quantiles(), numbers.nan(), true)))
        .addCustomStats(custom("num_distinct", (double) column.distinct()))
        .addCustomStats(custom("num_infinite", (double) numbers.infinite()));
  }

  private static io.manabi.pipelines.statistics.StatisticsProto.Histogram histogram(
      Histogram histogram, long nan, boolean quantiles) {
    var result =
        io.manabi.pipelines.statistics.StatisticsProto.Histogram.newBuilder()
            .setNumNan(nan)
            .setTypeValue(quantiles ? 1 : 0);
    for (Histogram.Bucket bucket : histogram.buckets()) {
      result
          .addBucketsBuilder()
          .setLowValue(bucket.low())
          .setHighValue(bucket.high())
          .setSampleCount(bucket.count());
    }
    return result.build();
  }

  private static void strings(
      ColumnStatistics column, StringStatistics strings, FeatureNameStatistics.Builder feature) {
    if (strings.notUtf8() > 0) {
      feature
          .setType(FeatureNameStatistics.Type.BYTES)
          .setBytesStats(
              BytesStatistics.newBuilder()
                  .setCommonStats(common(column))
                  .setUnique(column.distinct())
                  .setAvgNumBytes((float) strings.averageLength())
                  .setMinNumBytes((float) strings.minLength())
                  .setMaxNumBytes((float) strings.maxLength()));
    } else {
      var message =
          io.manabi.pipelines.statistics.StatisticsProto.StringStatistics.newBuilder()
              .setCommonStats(common(column))
              .setUnique(column.distinct())
              .setAvgLength((float) strings.averageLength())
              .setRankHistogram(ranks(column));
      column.frequent().stream()
          .limit(TOP_VALUES)
          .forEach(
              value ->
                  message
                      .addTopValuesBuilder()
                      .setValue(value.value())
                      .setFrequency((double) value.count()));
      feature.setType(FeatureNameStatistics.Type.STRING).setStringStats(message);
    }
    feature
        .addCustomStats(custom("max_length", (double) strings.maxLength()))
        .addCustomStats(custom("num_not_utf8", (double) strings.notUtf8()));
  }

  private static RankHistogram ranks(ColumnStatistics column) {
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    int count = Math.min(RANKS, column.frequent().size());
    for (int rank = 0; rank < count; rank++) {
      ValueFrequency value = column.frequent().get(rank);
      ranks
          .addBucketsBuilder()
          .setLowRank(rank)
          .setHighRank(rank)
          .setLabel(value.value())
          .setSampleCount((double) value.count());
    }
    return ranks.build();
  }

  private static CustomStatistic custom(String name, double number) {
    return CustomStatistic.newBuilder().setName(name).setNum(number).build();
  }
}
