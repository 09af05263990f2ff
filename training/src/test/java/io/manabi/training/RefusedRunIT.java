package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.spec.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that TensorFlow refuses as it has seen their number before; needs the right to mount. */
@Timeout(240)
class RefusedRunIT {
  private static final int STEPS = 100;

  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path alone;
  @TempDir Path logs;

  @BeforeAll
  static void checkRights() throws Exception {
    assumeThat(RepeatedSeeds.isPossible()).as("the right to mount a file").isTrue();
  }

  @Test
  void leaveOutNoExample() throws Exception {
    CountingJob.writeData(data);
    int epochs = 6;
    int steps = epochs * CountingJob.STEPS_OF_AN_EPOCH;
    try (RepeatedSeeds seeds = RepeatedSeeds.ofSteps(logs);
        TestCluster cluster =
            TestCluster.start(
                job,
                logs,
                2,
                1,
                seeds,
                CountingJob.class,
                data.toString(),
                job.toString(),
                String.valueOf(steps))) {
      assertThat(superviseToSuccess(cluster)).isPositive();
    }
    float[] seen = SavedVariables.read(job.resolve("model.ckpt-" + steps), "seen");
    assertThat(seen).hasSize(CountingJob.EXAMPLES).containsOnly(epochs);
  }

  /** So few steps that by chance none of them may be refused. */
  @Test
  void changeNothingInWhatTasksLearnTogether() throws Exception {
    StripesJob.writeData(data);
    Trainer.run(
        DenseJob.spec(data, alone, STEPS, 3 * DenseJob.BATCH, Strategy.PS_ASYNC),
        ClusterConfig.local());
    try (RepeatedSeeds seeds = RepeatedSeeds.ofSteps(logs);
        TestCluster cluster = start(seeds, "ps-sync", 2, STEPS)) {
      superviseToSuccess(cluster);
    }
    assertThat(SavedVariables.read(job.resolve("model.ckpt-" + STEPS), "hidden/kernel"))
        .containsExactly(
            SavedVariables.read(alone.resolve("model.ckpt-" + STEPS), "hidden/kernel"),
            within(1e-4f));
  }

  /** What was used at the start is refused by one server and not by others. */
  @Test
  void endATaskWhoseStepIsLost() throws Exception {
    StripesJob.writeData(data);
    try (RepeatedSeeds seeds = RepeatedSeeds.ofStart(logs);
        TestCluster cluster = start(seeds, "ps-async", 2, 1_000_000)) {
      await()
          .atMost(Duration.ofSeconds(100))
          .until(
              () -> {
                for (Map.Entry<String, Process> task : cluster.tasks().entrySet()) {
                  if (!task.getValue().isAlive()) {
                    assertThat(task.getValue().exitValue()).isEqualTo(1);
                    if (isLost(cluster, task.getKey())) {
                      return true;
                    }
                    restart(cluster, task.getKey());
                  }
                }
                return false;
              });
    }
  }

  /**
   * As whoever runs the tasks does; most of them make their runs again and do not end.
   *
   * @return how many runs were refused
   */
  private static int superviseToSuccess(TestCluster cluster) throws Exception {
    AtomicInteger refused = new AtomicInteger();
    await()
        .atMost(Duration.ofSeconds(220))
        .until(
            () -> {
              for (Map.Entry<String, Process> task : cluster.tasks().entrySet()) {
                if (!task.getValue().isAlive() && task.getValue().exitValue() != 0) {
                  refused.addAndGet(refusals(cluster));
                  assertThat(isLost(cluster, task.getKey()))
                      .as(cluster.log(task.getKey()))
                      .isTrue();
                  restart(cluster, task.getKey());
                }
              }
              Process master = cluster.task("master-0");
              return !master.isAlive() && master.exitValue() == 0;
            });
    return refused.addAndGet(refusals(cluster));
  }

  private static boolean isLost(TestCluster cluster, String task) throws IOException {
    return cluster.log(task).contains("and lost it, so this task ends");
  }

  private static int refusals(TestCluster cluster) throws IOException {
    int refusals = 0;
    for (String task : cluster.tasks().keySet()) {
      refusals += cluster.log(task).split("the run is made again", -1).length - 1;
    }
    return refusals;
  }

  private static void restart(TestCluster cluster, String task) throws Exception {
    Set<String> tasks =
        task.startsWith("worker") ? Set.of(task) : Set.copyOf(cluster.tasks().keySet());
    for (String each : tasks) {
      cluster.task(each).destroyForcibly().waitFor();
    }
    for (String each : tasks) {
      cluster.start(each);
    }
  }

  private TestCluster start(RepeatedSeeds seeds, String strategy, int servers, long steps)
      throws Exception {
    return TestCluster.start(
        job,
        logs,
        2,
        servers,
        seeds,
        DenseJob.class,
        data.toString(),
        job.toString(),
        String.valueOf(steps),
        strategy,
        "0",
        "false",
        "30");
  }
}
