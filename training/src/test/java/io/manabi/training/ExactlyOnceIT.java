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
  private static final int EPOCHS = 6;
  private static final int STEPS = EPOCHS * CountingJob.STEPS_OF_AN_EPOCH;

  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path logs;

  @BeforeEach
  void writeData() throws Exception {
    CountingJob.writeData(data);
  }

  @Test
  void aWorkerThatIsKilledFinishesWhatItHadClaimed() throws Exception {
    try (TestCluster cluster = start(2)) {
      for (int kill = 1; kill <= 2; kill++) {
        cluster.awaitStep(kill * 200L);
        String worker = "worker-" + kill % 2;
        cluster.task(worker).destroyForcibly().waitFor();
        cluster.start(worker);
      }
      cluster.awaitSuccess();
    }
    assertEachWasSeenOnceAnEpoch();
  }

  /** One that goes on finishes what tasks that are no more had claimed. */
  @Test
  void goesOnFromACheckpointInAClusterOfAnotherSize() throws Exception {
    for (int workers : List.of(2, 0)) {
      try (TestCluster cluster = start(workers)) {
        cluster.awaitStep(cluster.lastStep() + 200);
        cluster.tasks().values().forEach(Process::destroyForcibly);
        cluster.awaitEnd();
      }
    }
    try (TestCluster cluster = start(1)) {
      cluster.awaitSuccess();
    }
    assertEachWasSeenOnceAnEpoch();
  }

  private void assertEachWasSeenOnceAnEpoch() {
    float[] seen = SavedVariables.read(job.resolve("model.ckpt-" + STEPS), "seen");
    assertThat(seen).hasSize(CountingJob.EXAMPLES).containsOnly(EPOCHS);
  }

  private TestCluster start(int workers) throws Exception {
    return TestCluster.start(
        job,
        logs,
        workers,
        1,
        CountingJob.class,
        data.toString(),
        job.toString(),
        String.valueOf(STEPS));
  }
}
