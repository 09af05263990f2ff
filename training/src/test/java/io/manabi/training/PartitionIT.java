package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks on networks of their own, which come apart; needs the rights to make these. */
@Timeout(120)
class PartitionIT {
  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path logs;

  private Namespaces network;

  @BeforeAll
  static void checkRights() throws Exception {
    assumeThat(Namespaces.isPossible()).as("the right to make network namespaces").isTrue();
  }

  @BeforeEach
  void build() throws Exception {
    StripesJob.writeData(data);
    network = Namespaces.create("master-0", "worker-0", "ps-0");
  }

  @AfterEach
  void remove() throws Exception {
    network.remove();
  }

  @ParameterizedTest
  @CsvSource({"ps-async, 1, ps-0", "ps-sync, 1, worker-0", "all-reduce, 0, worker-0"})
  void healsIfItIsShortAndEndsBothSidesIfItIsLong(String strategy, int servers, String lost)
      throws Exception {
    try (TestCluster cluster = start(strategy, servers)) {
      cluster.awaitStep(20);
      network.cut(lost);
      await().during(Duration.ofSeconds(2)).until(() -> cluster.task("master-0").isAlive());
      network.join(lost);
      cluster.awaitStep(cluster.lastStep() + 100);
      assertThat(cluster.tasks().values()).allMatch(Process::isAlive);

      network.cut(lost);
      for (String name : List.of("master-0", "worker-0")) {
        assertEnds(cluster, name);
      }
      assertThat(cluster.log("master-0")).contains(lost.replace('-', ' ') + " at 10.213.77.");
    }
  }

  @Test
  void goesOnWithoutAWorkerThatNobodyWaitsFor() throws Exception {
    try (TestCluster cluster = start("ps-async", 1)) {
      await()
          .atMost(TestCluster.LIMIT)
          .until(() -> cluster.log("worker-0").contains("worker 0 joined at step "));
      network.cut("worker-0");
      assertEnds(cluster, "worker-0");
      cluster.awaitStep(cluster.lastStep() + 100);
      assertThat(cluster.log("master-0")).contains("training goes on without it");
      assertThat(cluster.task("ps-0").isAlive()).isTrue();
    }
  }

  @Test
  void endsWithoutItsMaster() throws Exception {
    try (TestCluster cluster = start("ps-async", 1)) {
      cluster.awaitStep(20);
      network.cut("master-0");
      assertEnds(cluster, "master-0");
      assertEnds(cluster, "ps-0");
      // It may lose the parameter server before it gives the master up.
      await().atMost(Duration.ofSeconds(30)).until(() -> !cluster.task("worker-0").isAlive());
      assertThat(cluster.task("worker-0").exitValue()).as(cluster.log("worker-0")).isEqualTo(1);
      assertThat(cluster.log("ps-0")).contains("master 0 at 10.213.77.");
    }
  }

  /** Ends by itself, to be started again. */
  private static void assertEnds(TestCluster cluster, String name) throws Exception {
    await().atMost(Duration.ofSeconds(30)).until(() -> !cluster.task(name).isAlive());
    assertThat(cluster.task(name).exitValue()).as(cluster.log(name)).isEqualTo(1);
    assertThat(cluster.log(name)).contains(" has not answered for 6 s, so this task ends");
  }

  private TestCluster start(String strategy, int servers) throws Exception {
    return TestCluster.start(
        job,
        logs,
        1,
        servers,
        network,
        DenseJob.class,
        data.toString(),
        job.toString(),
        "1000000",
        strategy,
        "0",
        "false",
        "6");
  }
}
