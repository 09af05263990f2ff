package io.manabi.pipelines.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.pipelines.statistics.StatisticsProto.DatasetFeatureStatistics;
import io.manabi.pipelines.statistics.StatisticsProto.FeatureNameStatistics;
import io.manabi.pipelines.statistics.StatisticsProto.Histogram.HistogramType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsMessagesTest {
  @Test
  void saysTheSameAsTheStatistics() {
    StatisticsAccumulator accumulator = new StatisticsAccumulator();
    accumulator.add(MixedSource.batch(IntStream.range(0, 500).mapToObj(MixedSource::row).toList()));
    DataStatistics statistics = accumulator.statistics("mixed");
    DatasetFeatureStatistics message = StatisticsMessages.list(List.of(statistics)).getDatasets(0);
    assertThat(message.getName()).isEqualTo("mixed");
    assertThat(message.getNumExamples()).isEqualTo(500);

    FeatureNameStatistics age = message.getFeatures(0);
    NumberStatistics numbers = statistics.column("age").numbers().orElseThrow();
    assertThat(age.getName()).isEqualTo("age");
    assertThat(age.getType()).isEqualTo(FeatureNameStatistics.Type.INT);
    assertThat(age.getNumStats().getMean()).isEqualTo(numbers.mean());
    assertThat(age.getNumStats().getCommonStats().getNumMissing())
        .isEqualTo(statistics.column("age").missing());
    assertThat(age.getNumStats().getHistogramsList())
        .extracting(histogram -> histogram.getType())
        .containsExactly(HistogramType.STANDARD, HistogramType.QUANTILES);

    FeatureNameStatistics city = message.getFeatures(3);
    ValueFrequency most = statistics.column("city").frequent().get(0);
    assertThat(city.getType()).isEqualTo(FeatureNameStatistics.Type.STRING);
    assertThat(city.getStringStats().getTopValues(0).getValue()).isEqualTo(most.value());
    assertThat(city.getStringStats().getRankHistogram().getBuckets(0).getSampleCount())
        .isEqualTo((double) most.count());
    assertThat(message.getFeatures(4).getStringStats().getCommonStats().getMaxNumValues())
        .isEqualTo(3);
  }
}
