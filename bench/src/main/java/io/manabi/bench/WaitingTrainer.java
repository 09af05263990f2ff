package io.manabi.bench;

import io.manabi.training.Trainer;
import io.manabi.training.network.Initializer;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.Checkpoints;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A trainer whose steps take parameters, wait for 200 ms instead of computing, and send gradients:
 * what is left is the cost of training together.
 */
final class WaitingTrainer {
  static final Duration WAIT = Duration.ofMillis(200);
  private static final int PARAMETERS = 8;

  private WaitingTrainer() {}

  /**
   * Runs the task of {@code TF_CONFIG}.
   *
   * @param arguments the folder of records and transform graph, the job directory, the strategy,
   *     and the size of the model in megabytes
   */
  public static void main(String[] arguments) {
    Path data = Path.of(arguments[0]);
    int megabytes = Integer.parseInt(arguments[3]);
    Trainer.main(
        () ->
            new TrainingSpec(
                (network, features) -> build(network, features, megabytes),
                TrainedCluster.input(data),
                new TrainingSpec.Schedule(
                    1_000_000, 1, Checkpoints.every(Duration.ofHours(1)), 10, 1, 1),
                new Learning(new Optimizer.Sgd(), new LearningRate.Constant(1e-6f)),
                Strategy.of(Strategy.Kind.parse(arguments[2])),
                TrainedCluster.SERVING,
                Path.of(arguments[1])));
  }

  private static ModelOutputs build(Network network, Features features, int megabytes) {
    if (network.mode() == Mode.SERVE) {
      return TrainedCluster.answer(features);
    }
    Ops tf = network.tf();
    Operand<TFloat32> number =
        tf.dtypes.cast(features.int64s(TrainedCluster.NUMBER), TFloat32.class);
    List<Operand<TFloat32>> weights = new ArrayList<>();
    for (int i = 0; i < PARAMETERS; i++) {
      long size = megabytes * 250_000L / PARAMETERS;
      weights.add(
          network.parameter("weights_" + i, Shape.of(size), new Initializer.Constant(0.01f)));
    }
    // A batch for two, of which the second never comes: it goes on when its time is over.
    Operand<?> waited =
        tf.withControlDependencies(List.<Op>copyOf(weights))
            .batch(List.of(number), 1L, 2L, WAIT.toNanos() / 1000, 1_000_000L)
            .batchedTensors()
            .get(0);
    // It is the number 1, which the optimizer of graphs must not know, or it would not wait.
    Operand<TFloat32> one = tf.math.mean(waited.asOutput().expect(TFloat32.class), tf.constant(0));
    List<Operand<TFloat32>> sums = new ArrayList<>();
    for (Operand<TFloat32> each : weights) {
      sums.add(tf.math.mean(tf.math.mul(each, one), tf.constant(0)));
    }
    return new ModelOutputs(Map.of(), Optional.of(tf.math.addN(sums)), Map.of());
  }
}
