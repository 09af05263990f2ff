package io.manabi.training;

import io.manabi.training.network.Embedding;
import io.manabi.training.network.Initializer;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Network;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Regularization;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A job on the data of {@link StripesJob} that learns from a large table: how much a pixel differs
 * from the next has an id for each place. Nothing but the order of examples is random.
 */
final class TableJob {
  /** What a checkpoint has of the table. */
  static final List<String> VARIABLES =
      List.of(
          "pixels/embedding",
          "pixels/embedding/Adagrad",
          "pixels/embedding/ExponentialMovingAverage");

  private static final int PIXELS = 63;
  private static final int SHADES = 101;
  private static final int WIDTH = 8;

  private TableJob() {}

  /**
   * Runs the task of {@code TF_CONFIG}; arguments: data directory, job directory, steps, strategy,
   * whether tasks share one order of batches.
   */
  public static void main(String[] args) {
    Trainer.main(
        () ->
            spec(
                Path.of(args[0]),
                Path.of(args[1]),
                Long.parseLong(args[2]),
                DenseJob.BATCH,
                new Strategy(
                    Strategy.Kind.parse(args[3]),
                    /* backupWorkers= */ 0,
                    /* bfloat16= */ false,
                    Duration.ofSeconds(30),
                    Boolean.parseBoolean(args[4]))));
  }

  static TrainingSpec spec(Path data, Path job, long steps, int batch, Strategy strategy) {
    Learning learning =
        new Learning(
            new Optimizer.Adagrad(),
            new LearningRate.Constant(0.05f),
            Regularization.NONE.withAverageDecay(0.9f));
    return DenseJob.spec(data, job, steps, batch, strategy, TableJob::build, learning);
  }

  private static ModelOutputs build(Network network, Features features) {
    Ops tf = network.tf();
    Embedding table =
        new Embedding("pixels", PIXELS * SHADES, WIDTH, new Initializer.Constant(0.01f));
    Operand<TFloat32> pixels = features.floats("pixels");
    Operand<TFloat32> differences =
        tf.math.abs(
            tf.math.sub(
                tf.slice(pixels, tf.array(0, 0), tf.array(-1, PIXELS)),
                tf.slice(pixels, tf.array(0, 1), tf.array(-1, PIXELS))));
    Operand<TInt64> shades =
        tf.dtypes.cast(
            tf.math.minimum(tf.math.mul(differences, tf.constant(100f)), tf.constant(SHADES - 1f)),
            TInt64.class);
    Operand<TInt64> places =
        tf.range(tf.constant(0L), tf.constant((long) PIXELS * SHADES), tf.constant((long) SHADES));
    Operand<TInt64> ids = tf.reshape(tf.math.add(shades, places), tf.array(-1));
    Operand<TFloat32> rows = tf.reshape(table.lookUp(network, ids), tf.array(-1, PIXELS, WIDTH));
    Operand<TFloat32> logits = network.dense("logits", tf.reduceSum(rows, tf.array(1)), 2);
    return DenseJob.outputs(network, features, logits);
  }
}
