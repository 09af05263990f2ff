package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.spec.Strategy;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A table that is trained by row, in processes of their own. */
@Timeout(120)
class TableIT {
  private static final int WORKERS = 2;
  private static final int STEPS = 30;

  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path alone;
  @TempDir Path logs;

  @BeforeEach
  void writeData() throws Exception {
    StripesJob.writeData(data);
  }

  /** Also when it goes on with tasks that have it whole. */
  @Test
  void learnsWhatOneProcessLearns() throws Exception {
    String[] strategies = {"ps-sync", "all-reduce"};
    int[] servers = {3, 0};
    for (int i = 0; i < strategies.length; i++) {
      int steps = STEPS * (i + 1);
      Trainer.run(
          TableJob.spec(data, alone, steps, (WORKERS + 1) * DenseJob.BATCH, Strategy.PS_ASYNC),
          ClusterConfig.local());
      try (TestCluster cluster = start(servers[i], steps, strategies[i], "false")) {
        cluster.awaitSuccess();
      }
      for (String name : TableJob.VARIABLES) {
        assertThat(SavedVariables.read(job.resolve("model.ckpt-" + steps), name))
            .as("%s after step %d", name, steps)
            .containsExactly(
                SavedVariables.read(alone.resolve("model.ckpt-" + steps), name), within(1e-5f));
      }
    }
  }

  @Test
  void learnsWithTasksThatDoNotWait() throws Exception {
    try (TestCluster cluster = start(2, 600, "ps-async", "true")) {
      cluster.awaitSuccess();
      String evaluation = cluster.lastLine("\"event\":\"evaluation\"");
      assertThat(Double.parseDouble(evaluation.replaceAll("(?s).*\"loss\":([0-9.E-]+).*", "$1")))
          .isLessThan(0.4);
    }
  }

  private TestCluster start(int servers, int steps, String strategy, String shared)
      throws Exception {
    return TestCluster.start(
        job,
        logs,
        WORKERS,
        servers,
        TableJob.class,
        data.toString(),
        job.toString(),
        String.valueOf(steps),
        strategy,
        shared);
  }
}
