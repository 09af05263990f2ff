package io.manabi.training.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.training.watch.StepTimes.Part;
import io.manabi.training.watch.StepTimes.Work;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepTimesTest {
  @Test
  void countsEachMomentOnce() {
    StepTimes times =
        StepTimes.none()
            .plus(
                List.of(
                    new Work(Part.INPUT, 0, 100),
                    new Work(Part.TRANSFER, 50, 400),
                    new Work(Part.COMPUTE, 150, 200),
                    new Work(Part.COMPUTE, 160, 210),
                    new Work(Part.APPLY, 500, 600)));
    assertThat(times.micros())
        .isEqualTo(
            Map.of(
                Part.INPUT, 100L,
                Part.COMPUTE, 60L,
                Part.TRANSFER, 240L,
                Part.OTHER, 100L,
                Part.APPLY, 100L));
    assertThat(times.table("worker-0"))
        .startsWith("worker-0: a step takes 0.60 ms (mean of 1)")
        .contains("  send/receive      0.24 ms  40.0 %");
  }
}
