package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.events.EventFile;
import io.manabi.training.spec.Strategy;
import io.manabi.training.watch.TrainingLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The strategies in processes of their own: what they compute, and what they survive. */
@Timeout(120)
class StrategyIT {
  private static final int WORKERS = 2;
  private static final int TASKS = WORKERS + 1;

  /** More than an epoch: 2,000 examples in steps of 48. */
  private static final int STEPS = 60;

  private static final String ENDLESS = "1000000";

  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path alone;
  @TempDir Path logs;

  @BeforeEach
  void writeData() throws Exception {
    StripesJob.writeData(data);
  }

  /** After the same examples, weights and loss are those of one process with the batches of all. */
  @ParameterizedTest
  @CsvSource({"ps-sync, 2", "all-reduce, 0"})
  void learnsWhatOneProcessLearnsFromAllBatches(String strategy, int servers) throws Exception {
    Trainer.run(
        DenseJob.spec(data, alone, STEPS, TASKS * DenseJob.BATCH, Strategy.PS_ASYNC),
        ClusterConfig.local());
    float[] wanted = SavedVariables.read(alone.resolve("model.ckpt-" + STEPS), "hidden/kernel");
    try (TestCluster cluster = start(strategy, servers, String.valueOf(STEPS), "0", "false")) {
      cluster.awaitSuccess();
      float[] weights = SavedVariables.read(job.resolve("model.ckpt-" + STEPS), "hidden/kernel");
      assertThat(weights).containsExactly(wanted, within(1e-5f));
      assertThat(loss(cluster.lastLine("\"event\":\"step\"")))
          .isCloseTo(loss(lastStepOf(alone)), within(1e-4));
    }
    for (String task : List.of("master-0", "worker-0", "worker-1")) {
      assertThat(job.resolve("profile").resolve("chrome-trace-" + task + ".json"))
          .content()
          .contains("\"cat\":\"compute\"", "\"cat\":\"apply\"", "MatMul");
    }
    assertThat(EventFile.summaries(job.resolve("train"), "gradients/hidden/kernel")).isNotEmpty();
  }

  /** The examples go on where the larger ring left off, so none of the epoch is seen twice. */
  @Test
  void goesOnInASmallerRing() throws Exception {
    for (int workers : new int[] {2, 1}) {
      int steps = workers == 2 ? STEPS / 2 : STEPS;
      int batch = (workers + 1) * DenseJob.BATCH;
      Trainer.run(
          DenseJob.spec(data, alone, steps, batch, Strategy.PS_ASYNC), ClusterConfig.local());
      try (TestCluster cluster =
          start(workers, "all-reduce", 0, String.valueOf(steps), "0", "false")) {
        cluster.awaitSuccess();
      }
    }
    assertThat(SavedVariables.read(job.resolve("model.ckpt-" + STEPS), "hidden/kernel"))
        .containsExactly(
            SavedVariables.read(alone.resolve("model.ckpt-" + STEPS), "hidden/kernel"),
            within(1e-5f));
  }

  @Test
  void droppedGradientsOfBackupWorkersDoNotStopTheOthers() throws Exception {
    try (TestCluster cluster = start("ps-sync", 1, ENDLESS, "1", "false")) {
      cluster.awaitStep(20);
      cluster.task("worker-1").destroyForcibly().waitFor();
      cluster.awaitStep(cluster.lastStep() + 200);
      cluster.start("worker-1");
      await()
          .atMost(TestCluster.LIMIT)
          .until(() -> cluster.log("worker-1").contains("worker 1 joined at step "));
      cluster.awaitStep(cluster.lastStep() + 200);
    }
  }

  @Test
  void goesOnWhenALostWorkerJoinsAgainAndStopsAllTasksAtTheSameStep() throws Exception {
    try (TestCluster cluster = start("ps-sync", 1, ENDLESS, "0", "false")) {
      cluster.awaitStep(20);
      cluster.task("worker-1").destroyForcibly().waitFor();
      cluster.start("worker-1");
      await()
          .atMost(TestCluster.LIMIT)
          .until(() -> cluster.log("worker-1").contains("worker 1 joined at step "));
      cluster.awaitStep(cluster.lastStep() + 200);
      assertStopsAllTasksAtTheSameStep(cluster);
    }
  }

  @ParameterizedTest
  @CsvSource({"ps-async, 1", "ps-sync, 1", "all-reduce, 0"})
  void learnsFromGradientsInHalfTheBytes(String strategy, int servers) throws Exception {
    try (TestCluster cluster = start(1, strategy, servers, "200", "0", "true")) {
      cluster.awaitSuccess();
      assertThat(loss(cluster.lastLine("\"event\":\"evaluation\""))).isLessThan(0.2);
    }
  }

  @Test
  void stopsAllTasksOfARingAtTheSameStep() throws Exception {
    try (TestCluster cluster = start("all-reduce", 0, ENDLESS, "0", "false")) {
      cluster.awaitStep(20);
      assertStopsAllTasksAtTheSameStep(cluster);
    }
  }

  private void assertStopsAllTasksAtTheSameStep(TestCluster cluster) throws Exception {
    cluster.tasks().values().forEach(task -> task.toHandle().destroy());
    cluster.awaitEnd();
    assertThat(cluster.lastLine("")).as(cluster.log("master-0")).contains("\"event\":\"stopped\"");
    assertThat(job.resolve("checkpoint"))
        .content()
        .startsWith("model_checkpoint_path: \"model.ckpt-" + cluster.lastStep() + "\"\n");
  }

  /**
   * A task that is told to end makes a break, not the end: no model is exported, and all are to be
   * started again. Without one of them each ends soon, for the same.
   */
  @Test
  void endsAllTasksOfARingWithoutOneOfThem() throws Exception {
    try (TestCluster cluster = start("all-reduce", 0, ENDLESS, "0", "false")) {
      cluster.awaitStep(20);
      cluster.task("worker-1").toHandle().destroy();
      cluster.awaitEnd();
      for (String name : cluster.tasks().keySet()) {
        assertThat(cluster.task(name).exitValue()).as(cluster.log(name)).isNotZero();
      }
      assertThat(cluster.lastLine("")).contains("\"event\":\"stopped\"");
      assertThat(job.resolve("export")).doesNotExist();
    }
    try (TestCluster cluster = start("all-reduce", 0, ENDLESS, "0", "false")) {
      cluster.awaitStep(cluster.lastStep() + 20);
      assertThat(cluster.log("worker-1")).contains("goes on from " + job.resolve("model.ckpt-"));
      cluster.task("worker-1").destroyForcibly();
      cluster.awaitEnd();
      // One may see the end of the other before that of the one that was killed.
      for (String name : List.of("master-0", "worker-0")) {
        assertThat(cluster.task(name).exitValue()).as(cluster.log(name)).isEqualTo(1);
        assertThat(cluster.log(name)).containsPattern(lost("(master 0|worker [01])"));
      }
      assertThat(cluster.log("master-0") + cluster.log("worker-0"))
          .containsPattern(lost("worker 1"));
    }
  }

  private static String lost(String task) {
    return "Lost the connection to " + task + ": (Socket|Connection|failed to con)";
  }

  @ParameterizedTest
  @CsvSource({
    "all-reduce, Strategy all-reduce has no use for parameter servers",
    "local, Strategy local is one process"
  })
  void saysThatAStrategyAndAClusterDoNotGoTogether(String strategy, String why) throws Exception {
    try (TestCluster cluster = start(1, strategy, 1, "10", "0", "false")) {
      cluster.awaitEnd();
      assertThat(cluster.task("master-0").exitValue()).isEqualTo(Trainer.USER_ERROR);
      assertThat(cluster.log("master-0")).contains(why);
    }
  }

  private TestCluster start(String strategy, int servers, String steps, String... more)
      throws Exception {
    return start(WORKERS, strategy, servers, steps, more);
  }

  private TestCluster start(int workers, String strategy, int servers, String steps, String... more)
      throws Exception {
    return TestCluster.start(
        job,
        logs,
        workers,
        servers,
        DenseJob.class,
        data.toString(),
        job.toString(),
        steps,
        strategy,
        more[0],
        more[1],
        "30");
  }

  private static String lastStepOf(Path job) throws Exception {
    return Files.readAllLines(job.resolve(TrainingLog.FILE)).stream()
        .filter(line -> line.contains("\"event\":\"step\""))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static double loss(String line) {
    return Double.parseDouble(line.replaceAll("(?s).*\"loss\":([0-9.E-]+).*", "$1"));
  }
}
