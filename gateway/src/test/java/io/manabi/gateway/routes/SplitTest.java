package io.manabi.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitTest {
  /** Five standard deviations: less than one run in a million is beyond. */
  private static final double DEVIATIONS = 5;

  private static Split split(double first) {
    Map<Long, Double> percents = new LinkedHashMap<>();
    percents.put(3L, first);
    percents.put(4L, 100 - first);
    return new Split(percents);
  }

  private static void assertShare(double count, double requests, double percent) {
    double part = percent / 100;
    double deviation = Math.sqrt(requests * part * (1 - part));
    assertThat(count)
        .isBetween(
            requests * part - DEVIATIONS * deviation - 1,
            requests * part + DEVIATIONS * deviation + 1);
  }

  @Property(tries = 50)
  void givesEachVersionItsPart(
      @ForAll @DoubleRange(min = 0, max = 100) double percent,
      @ForAll @IntRange(min = 1, max = 5000) int requests,
      @ForAll long seed) {
    Random random = new Random(seed);
    Split split = split(percent);
    int first = 0;
    for (int i = 0; i < requests; i++) {
      first += split.choose(random) == 3 ? 1 : 0;
    }
    assertShare(first, requests, percent);
  }

  @Property(tries = 20)
  void givesEachVersionItsPartOfUsersToo(
      @ForAll @DoubleRange(min = 0, max = 100) double percent, @ForAll String prefix) {
    Split split = split(percent);
    int first = 0;
    for (int i = 0; i < 2000; i++) {
      first += split.choose(prefix + i) == 3 ? 1 : 0;
    }
    assertShare(first, 2000, percent);
  }

  @Property(tries = 200)
  void leavesUsersWhereTheyAreWhenTheLastVersionGetsMore(
      @ForAll String user,
      @ForAll @DoubleRange(min = 0, max = 100) double some,
      @ForAll @DoubleRange(min = 0, max = 100) double other) {
    Split before = split(Math.max(some, other));
    Split later = split(Math.min(some, other));

    assertThat(before.choose(user)).isEqualTo(before.choose(user));
    if (before.choose(user) == 4) {
      assertThat(later.choose(user)).isEqualTo(4);
    }
  }

  @Test
  void neverChoosesAVersionWithoutAPart() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(split(100).choose(random)).isEqualTo(3);
      assertThat(split(0).choose(random)).isEqualTo(4);
    }
  }

  @Test
  void refusesPartsThatAreNotAHundredTogether() {
    assertThatThrownBy(() -> new Split(Map.of(1L, 50.0, 2L, 49.0)))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("are 99.0 percent together; expected 100.");
    assertThatThrownBy(() -> new Split(Map.of(1L, 150.0)))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("expected 0 to 100");
  }
}
