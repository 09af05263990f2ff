package io.manabi.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.StateMachine;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobStateTest {
  @ParameterizedTest
  @CsvSource({
    "QUEUED, PREPARING FAILED CANCELLING",
    "PREPARING, RUNNING FAILED CANCELLING",
    "RUNNING, SUCCEEDED FAILED CANCELLING",
    "CANCELLING, CANCELLED",
    "SUCCEEDED, ''",
    "FAILED, ''",
    "CANCELLED, ''"
  })
  void allowsTheStepsOfAJob(JobState from, String to) {
    assertThat(
            Arrays.stream(JobState.values())
                .filter(next -> JobState.machine("test", from).tryEnter(next))
                .map(JobState::name)
                .collect(Collectors.joining(" ")))
        .isEqualTo(to);
    assertThat(from.isFinal()).isEqualTo(to.isEmpty());
  }

  @Test
  void beginsWhereItIsTold() {
    StateMachine<JobState> machine = JobState.machine("test", JobState.QUEUED);
    assertThat(machine.state()).isEqualTo(JobState.QUEUED);
  }
}
