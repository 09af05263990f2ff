package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.metrics.Metric;
import io.manabi.training.network.Network;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Regularization;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.watch.TrainingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving averages of weights, in checkpoints and in models. */
class AverageIT {
  private static final int STEPS = 12;
  private static final float DECAY = 0.6f;

  @TempDir Path data;
  @TempDir Path job;

  /** Each step takes 0.01 off the number. */
  private static ModelOutputs line(Network network, Features features) {
    return OneNumber.build(
        network,
        features,
        (tf, number) -> Map.of("number", new Metric.Mean(tf.math.mean(number, tf.constant(0)))));
  }

  @Test
  void evaluatesAndExportsTheAverage() throws Exception {
    StripesJob.writeData(data);
    TrainingSpec stripes = StripesJob.spec(data, job, STEPS, 8);
    TrainingSpec spec =
        new TrainingSpec(
            AverageIT::line,
            stripes.input(),
            stripes.schedule(),
            new Learning(
                new Optimizer.Sgd(),
                stripes.learning().rate(),
                Regularization.NONE.withAverageDecay(DECAY)),
            stripes.strategy(),
            stripes.serving().subList(0, 1),
            job);
    Trainer.run(spec, ClusterConfig.local());

    double number = 3;
    double average = 3;
    for (int step = 1; step <= STEPS; step++) {
      number -= 0.01;
      average += Math.max(1 - DECAY, 9.0 / (10 + step)) * (number - average);
    }
    Path checkpoint = job.resolve("model.ckpt-" + STEPS);
    assertThat((double) number(checkpoint, "number")).isCloseTo(number, within(1e-5));
    assertThat((double) number(checkpoint, "number/ExponentialMovingAverage"))
        .isCloseTo(average, within(1e-5));
    assertThat(Math.abs(number - average)).isGreaterThan(1e-3);

    assertThat(Files.readString(job.resolve(TrainingLog.FILE)))
        .contains("\"number\":" + String.format(Locale.ROOT, "%.4f", average).substring(0, 6));
    assertThat((double) number(export().resolve("variables").resolve("variables"), "number"))
        .isCloseTo(average, within(1e-5));
  }

  private Path export() throws IOException {
    try (Stream<Path> exports = Files.list(job.resolve("export"))) {
      return exports.findFirst().orElseThrow();
    }
  }

  private static float number(Path checkpoint, String name) {
    return SavedVariables.read(checkpoint, name)[0];
  }
}
