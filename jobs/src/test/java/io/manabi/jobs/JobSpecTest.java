package io.manabi.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSpecTest {

  @Test
  void hasAMasterAndTheWorkersAndServersAskedFor() {
    assertThat(spec(List.of("java"), 2, 1).tasks())
        .extracting(Task::toString)
        .containsExactly("ps-0", "master-0", "worker-0", "worker-1");
    assertThat(spec(List.of("java"), 0, 0).tasks()).containsExactly(new Task(Task.Role.MASTER, 0));
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1"})
  void refusesCountsThatMakeNoCluster(int workers, int parameterServers) {
    assertThatThrownBy(() -> spec(List.of("java"), workers, parameterServers))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("0 or more workers and parameter servers, not ");
  }

  @Test
  void refusesAJobWithoutAProgram() {
    assertThatThrownBy(() -> spec(List.of(), 0, 0))
        .isInstanceOf(ManabiException.class)
        .hasMessage("Job test names no program to run.");
  }

  @Test
  void refusesFewerThanNoRestarts() {
    assertThatThrownBy(
            () ->
                new JobSpec(
                    "test",
                    List.of("java"),
                    0,
                    0,
                    Path.of("logs"),
                    JobSpec.Restarts.upTo(-1),
                    Duration.ofSeconds(1)))
        .isInstanceOf(ManabiException.class)
        .hasMessage("A task can be restarted 0 times or more, not -1 times.");
  }

  private static JobSpec spec(List<String> command, int workers, int parameterServers) {
    return new JobSpec(
        "test",
        command,
        workers,
        parameterServers,
        Path.of("logs"),
        JobSpec.Restarts.upTo(0),
        Duration.ofSeconds(1));
  }
}
