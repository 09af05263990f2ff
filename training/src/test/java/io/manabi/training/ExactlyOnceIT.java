package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Counts how often each example was learned from. */
@Timeout(120)
class ExactlyOnceIT {
  /** More than any machine takes before its tasks are killed. */
  private static final long ENDLESS = 10_000_000;

  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path logs;

  @BeforeEach
  void writeData() throws Exception {
    CountingJob.writeData(data);
  }

  @Test
  void aWorkerThatIsKilledFinishesWhatItHadClaimed() throws Exception {
    long epochs = 6;
    try (TestCluster cluster = start(2, epochs * CountingJob.STEPS_OF_AN_EPOCH)) {
      for (int kill = 1; kill <= 2; kill++) {
        cluster.awaitStep(kill * 200L);
        String worker = "worker-" + kill % 2;
        cluster.task(worker).destroyForcibly().waitFor();
        cluster.start(worker);
      }
      cluster.awaitSuccess();
    }
    assertEachWasSeenOnceAnEpoch(epochs);
  }

  /** One that goes on finishes what tasks that are no more had claimed. */
  @Test
  void goesOnFromACheckpointInAClusterOfAnotherSize() throws Exception {
    long last = 0;
    for (int workers : List.of(2, 0)) {
      try (TestCluster cluster = start(workers, ENDLESS)) {
        cluster.awaitStep(last + 200);
        cluster.tasks().values().forEach(Process::destroyForcibly);
        cluster.awaitEnd();
        last = cluster.lastStep();
      }
    }
    // The tasks may have gone on for a moment after the last step that was logged.
    long epochs = last / CountingJob.STEPS_OF_AN_EPOCH + 5;
    try (TestCluster cluster = start(1, epochs * CountingJob.STEPS_OF_AN_EPOCH)) {
      cluster.awaitSuccess();
    }
    assertEachWasSeenOnceAnEpoch(epochs);
  }

  private void assertEachWasSeenOnceAnEpoch(long epochs) {
    long steps = epochs * CountingJob.STEPS_OF_AN_EPOCH;
    float[] seen = SavedVariables.read(job.resolve("model.ckpt-" + steps), "seen");
    assertThat(seen).hasSize(CountingJob.EXAMPLES).containsOnly((float) epochs);
  }

  private TestCluster start(int workers, long steps) throws Exception {
    return TestCluster.start(
        job,
        logs,
        workers,
        1,
        CountingJob.class,
        data.toString(),
        job.toString(),
        String.valueOf(steps));
  }
}
