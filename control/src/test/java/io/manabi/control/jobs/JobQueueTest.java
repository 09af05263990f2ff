package io.manabi.control.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobQueueTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final JobQueue queue = new JobQueue(new Demand(3, 4, 1000), new Demand(2, 4, 1000));

  private static JobQueue.Entry job(
      String project, String id, int priority, int age, double cores) {
    return new JobQueue.Entry(
        new JobName(project, id), priority, NOW.minusSeconds(age), new Demand(1, cores, 10));
  }

  private List<String> next(List<JobQueue.Entry> waiting, JobQueue.Entry... running) {
    return queue.next(waiting, List.of(running), NOW).stream().map(JobName::id).toList();
  }

  @Test
  void startsTheMoreUrgentAndThenTheEarlier() {
    assertThat(
            next(
                List.of(
                    job("p", "late", 0, 1, 1),
                    job("q", "early", 0, 9, 1),
                    job("r", "now", 1, 0, 1))))
        .containsExactly("now", "early", "late");
  }

  @Test
  void startsAllTasksOfAJobOrNoneAndLetsNoneOvertakeIt() {
    List<JobQueue.Entry> waiting = List.of(job("p", "large", 0, 9, 3), job("q", "small", 0, 1, 1));

    assertThat(next(waiting, job("r", "running", 0, 99, 2))).isEmpty();
    assertThat(next(waiting)).containsExactly("large", "small");
  }

  @Test
  void aProjectWithoutRoomHoldsUpNoOther() {
    assertThat(
            next(
                List.of(job("p", "third", 5, 9, 1), job("q", "other", 0, 1, 1)),
                job("p", "first", 0, 99, 1),
                job("p", "second", 0, 99, 1)))
        .containsExactly("other");
  }

  @Test
  void waitingMakesMoreUrgent() {
    int hour = (int) Duration.ofHours(1).toSeconds();

    assertThat(next(List.of(job("p", "urgent", 5, 0, 4), job("q", "old", 0, hour, 4))))
        .containsExactly("old");
  }

  @Test
  void knowsWhatCanNeverRun() {
    assertThat(queue.isPossible(new Demand(1, 4, 1000))).isTrue();
    assertThat(queue.isPossible(new Demand(1, 4.5, 1000))).isFalse();
    assertThat(new JobQueue(Demand.UNBOUNDED, Demand.UNBOUNDED).isPossible(new Demand(1, 1e9, 1)))
        .isTrue();
  }
}
