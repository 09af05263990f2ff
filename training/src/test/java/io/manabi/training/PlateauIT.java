package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.metrics.Metric;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Network;
import io.manabi.training.network.OnPlateau;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.Checkpoints;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A learning rate that falls when a metric does not become better. Each step takes the rate off the
 * only parameter, and the metric is always the same, so that it falls at each evaluation but the
 * first: one every five steps.
 */
class PlateauIT {
  private static final float RATE = 0.01f;
  private static final int INTERVAL = 5;

  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path logs;

  @BeforeEach
  void writeData() throws Exception {
    StripesJob.writeData(data);
  }

  /** Runs the task of {@code TF_CONFIG}; arguments: data directory, job directory, steps. */
  public static void main(String[] args) {
    Trainer.main(() -> spec(Path.of(args[0]), Path.of(args[1]), Long.parseLong(args[2]), "same"));
  }

  private static TrainingSpec spec(Path data, Path job, long steps, String metric) {
    TrainingSpec stripes = StripesJob.spec(data, job, steps, 8);
    LearningRate planned = new LearningRate.Constant(RATE);
    return new TrainingSpec(
        PlateauIT::line,
        stripes.input(),
        new TrainingSpec.Schedule(
            steps,
            32,
            new Checkpoints(Duration.ZERO, INTERVAL, 3, Duration.ZERO, Optional.empty()),
            100,
            1,
            7),
        new Learning(new Optimizer.Sgd(), new OnPlateau(planned, metric, 0.5f, 1)),
        Strategy.of(Strategy.Kind.ALL_REDUCE),
        stripes.serving().subList(0, 1),
        job);
  }

  private static ModelOutputs line(Network network, Features features) {
    return OneNumber.build(
        network, features, (tf, number) -> Map.of("same", new Metric.Mean(tf.constant(1f))));
  }

  private double way(int steps) {
    return 3 - SavedVariables.read(job.resolve("model.ckpt-" + steps), "number")[0];
  }

  @Test
  void fallsAndGoesOnFallingInAProcessThatGoesOn() throws Exception {
    Trainer.run(spec(data, job, 12, "same"), ClusterConfig.local());
    // Measured after steps 5 and 10, and at the end.
    assertThat(way(12)).isCloseTo(RATE * (10 + 2 * 0.5), within(1e-5));
    Trainer.run(spec(data, job, 25, "same"), ClusterConfig.local());
    // Measured after steps 17 and 22.
    assertThat(way(25)).isCloseTo(RATE * (10 + 7 * 0.5 + 5 * 0.25 + 3 * 0.125), within(1e-5));
  }

  /** All tasks of a ring take the rate of the master over one step later, or they would differ. */
  @Test
  void fallsForAllTasksOfARing() throws Exception {
    try (TestCluster cluster =
        TestCluster.start(
            job, logs, 2, 0, PlateauIT.class, data.toString(), job.toString(), "18")) {
      cluster.awaitSuccess();
    }
    // Measured after steps 5, 10 and 15.
    assertThat(way(18)).isCloseTo(RATE * (11 + 5 * 0.5 + 2 * 0.25), within(1e-5));
  }

  @Test
  void wantsAMetricThatIsMeasured() {
    assertThatThrownBy(() -> Trainer.run(spec(data, job, 12, "auc"), ClusterConfig.local()))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(
            "is to fall by the metric 'auc', but the model has only [same, loss]");
    LearningRate rate = new OnPlateau(new LearningRate.Constant(1), "loss", 0.5f, 1);
    assertThatThrownBy(() -> new LearningRate.WarmUp(10, 0, rate))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("make it the outermost");
  }
}
