package io.manabi.bench;

import io.manabi.training.Trainer;
import io.manabi.training.network.Embedding;
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
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A trainer that looks up many random ids in a table, and does hardly anything else. */
final class TableTrainer {
  private static final int BATCH = 100;
  private static final int IDS = 20;
  private static final int WIDTH = 16;

  private TableTrainer() {}

  /**
   * Runs the task of {@code TF_CONFIG}.
   *
   * @param arguments the folder of records and transform graph, the job directory, the strategy,
   *     and how many rows the table has
   */
  public static void main(String[] arguments) {
    long rows = Long.parseLong(arguments[3]);
    Trainer.main(
        () ->
            new TrainingSpec(
                (network, features) -> build(network, features, rows),
                TrainedCluster.input(Path.of(arguments[0])),
                new TrainingSpec.Schedule(
                    100_000_000, BATCH, Checkpoints.every(Duration.ofHours(1)), 10, 2, 1),
                new Learning(new Optimizer.Adam(), new LearningRate.Constant(1e-3f)),
                Strategy.of(Strategy.Kind.parse(arguments[2])),
                TrainedCluster.SERVING,
                Path.of(arguments[1])));
  }

  private static ModelOutputs build(Network network, Features features, long rows) {
    if (network.mode() == Mode.SERVE) {
      return TrainedCluster.answer(features);
    }
    Ops tf = network.tf();
    Operand<TFloat32> wanted =
        tf.expandDims(
            tf.dtypes.cast(features.int64s(TrainedCluster.NUMBER), TFloat32.class), tf.constant(1));
    Operand<TInt64> ids =
        tf.random.randomUniformInt(tf.array(BATCH * IDS), tf.constant(0L), tf.constant(rows));
    Operand<TFloat32> looked =
        tf.reshape(Embedding.of("table", rows, WIDTH).lookUp(network, ids), tf.array(BATCH, -1));
    Operand<TFloat32> answer = network.dense("answer", looked, 1);
    Operand<TFloat32> loss =
        tf.math.mean(tf.math.squaredDifference(answer, wanted), tf.array(0, 1));
    return new ModelOutputs(Map.of(), Optional.of(loss), Map.of());
  }
}
