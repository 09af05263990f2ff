package io.manabi.pipelines.passes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunnerTest {

  @Test
  void namesTheRunnersIfThereIsNoSuchOne() {
    assertThatThrownBy(() -> new Runner("samza", List.of()).pipeline())
        .isInstanceOf(ManabiException.class)
        .hasMessage("There is no runner 'samza'; expected direct, flink, spark or dataflow.");
  }

  @Test
  void tellsHowToGetJarsThatAreMissing() {
    assertThatThrownBy(() -> new Runner("dataflow", List.of()).pipeline())
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The runner 'dataflow' is not in this distribution; one that has it is built with the Maven profiles distribution and dataflow.");
  }

  @Test
  void namesAnOptionThatTheRunnerDoesNotHave() {
    assertThatThrownBy(() -> new Runner("direct", List.of("--colour=red")).pipeline())
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("The runner 'direct' does not take its options: ")
        .hasMessageContaining("'colour'");
  }
}
