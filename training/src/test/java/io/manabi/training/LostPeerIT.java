package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks that stop without ending, as those of a machine that hangs. */
@Timeout(120)
class LostPeerIT {
  private static final String ENDLESS = "1000000";

  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path logs;

  @BeforeEach
  void writeData() throws Exception {
    StripesJob.writeData(data);
  }

  @ParameterizedTest
  @CsvSource({
    "ps-async, 1, ps-0, master-0 worker-0",
    "ps-async, 1, master-0, ps-0 worker-0",
    "ps-sync, 1, worker-0, master-0",
    "all-reduce, 0, master-0, worker-0"
  })
  void endsThoseWhoNeedATaskThatStopped(String strategy, int servers, String stopped, String needs)
      throws Exception {
    try (TestCluster cluster = start(strategy, servers, "2")) {
      cluster.awaitStep(20);
      cluster.signal("STOP", stopped);
      String peer = stopped.replace('-', ' ');
      for (String name : List.of(needs.split(" "))) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !cluster.task(name).isAlive());
        assertThat(cluster.task(name).exitValue()).as(cluster.log(name)).isEqualTo(1);
        assertThat(cluster.log(name))
            .containsPattern(
                peer
                    + " at 127.0.0.1:\\d+ has not answered for 2 s, so this task ends; see its log");
      }
    }
  }

  @Test
  void endsAStepThatTakesTooLong() throws Exception {
    try (TestCluster cluster = start("ps-sync", 1, "60", "3")) {
      cluster.awaitStep(20);
      cluster.signal("STOP", "worker-0");
      await().atMost(Duration.ofSeconds(30)).until(() -> !cluster.task("master-0").isAlive());
      assertThat(cluster.task("master-0").exitValue()).isEqualTo(1);
      assertThat(cluster.log("master-0"))
          .contains("A step took longer than a task waits, 600 s for the first and 3 s for others");
    }
  }

  @Test
  void goesOnWithATaskThatStoppedForAShortTime() throws Exception {
    try (TestCluster cluster = start("all-reduce", 0, "20")) {
      cluster.awaitStep(20);
      cluster.signal("STOP", "worker-0");
      await().during(Duration.ofSeconds(3)).until(() -> cluster.task("master-0").isAlive());
      cluster.signal("CONT", "worker-0");
      cluster.awaitStep(cluster.lastStep() + 100);
      assertThat(cluster.tasks().values()).allMatch(Process::isAlive);
    }
  }

  @Test
  void goesOnWithoutAWorkerThatNobodyWaitsFor() throws Exception {
    try (TestCluster cluster = start("ps-async", 1, "1")) {
      await()
          .atMost(TestCluster.LIMIT)
          .until(() -> cluster.log("worker-0").contains("worker 0 joined at step "));
      cluster.signal("STOP", "worker-0");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> cluster.log("master-0").contains("training goes on without it"));
      cluster.awaitStep(cluster.lastStep() + 100);
    }
  }

  private TestCluster start(String strategy, int servers, String timeout) throws Exception {
    return start(strategy, servers, timeout, "300");
  }

  private TestCluster start(String strategy, int servers, String timeout, String stepLimit)
      throws Exception {
    return TestCluster.start(
        job,
        logs,
        1,
        servers,
        DenseJob.class,
        data.toString(),
        job.toString(),
        ENDLESS,
        strategy,
        "0",
        "false",
        timeout,
        stepLimit);
  }
}
