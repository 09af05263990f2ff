package io.manabi.pipelines.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ValueSampleTest {
  private static final int CAPACITY = 100;

  /** However values come and parts are merged, the sample is that of all of them. */
  @RepeatedTest(20)
  void dependsOnTheValuesOnly(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Long> values = new ArrayList<>();
    Map<Long, Long> counts = new HashMap<>();
    int different = random.nextInt(3 * CAPACITY) + 1;
    for (int i = 0; i < 2_000; i++) {
      long value = KeyCodec.INT64.hash((long) random.nextInt(different));
      values.add(value);
      counts.merge(value, 1L, Long::sum);
    }
    ValueSample whole = new ValueSample(CAPACITY);
    values.forEach(value -> whole.add(value, 1));
    ValueSample expected = whole.copy();

    Collections.shuffle(values, random);
    ValueSample merged = new ValueSample(CAPACITY);
    for (int from = 0; from < values.size(); ) {
      int to = Math.min(values.size(), from + 1 + random.nextInt(700));
      ValueSample part = new ValueSample(CAPACITY);
      values.subList(from, to).forEach(value -> part.add(value, 1));
      merged.merge(ValueSample.decode(part.encode(), CAPACITY));
      from = to;
    }
    assertThat(merged.copy()).isEqualTo(expected);
    assertThat(expected.isComplete()).isEqualTo(counts.size() <= CAPACITY);
    counts.forEach(
        (value, count) ->
            assertThat(expected.count(value)).isIn(OptionalLong.empty(), OptionalLong.of(count)));
    if (expected.isComplete()) {
      assertThat(expected.distinct()).isEqualTo(counts.size());
      assertThat(expected.distinctError()).isZero();
    }
  }

  @Test
  void estimatesHowManyValuesThereAre() {
    for (int different : new int[] {40_000, 1_000_000}) {
      ValueSample sample = new ValueSample(ValueSample.CAPACITY);
      for (long value = 0; value < different; value++) {
        sample.add(KeyCodec.INT64.hash(value), 1);
      }
      ValueSample all = sample.copy();
      assertThat(all.isComplete()).isFalse();
      assertThat(all.distinctError()).isCloseTo(0.0055, within(0.0001));
      assertThat((double) all.distinct())
          .isCloseTo(different, within(3 * all.distinctError() * different));
    }
  }
}
