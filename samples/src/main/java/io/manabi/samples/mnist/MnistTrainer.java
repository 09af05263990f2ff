package io.manabi.samples.mnist;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.training.Learning;
import io.manabi.training.Model;
import io.manabi.training.ServingSignature;
import io.manabi.training.Trainer;
import io.manabi.training.TrainerArguments;
import io.manabi.training.TrainingSpec;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/**
 * Trains a model of handwritten digits on what {@link MnistPreprocessing} prepared: the program
 * that a training job runs in each of its tasks.
 */
public final class MnistTrainer {
  private static final int SHUFFLE_BUFFER = 60_000;

  private MnistTrainer() {}

  /**
   * Runs the task that {@code TF_CONFIG} names, or trains alone without it.
   *
   * @param args flags, see {@link TrainerArguments}
   */
  public static void main(String[] args) {
    Trainer.main(args, MnistTrainer::spec);
  }

  static TrainingSpec spec(TrainerArguments arguments) {
    boolean fast = !arguments.model().equals("original");
    int batch = fast ? 128 : 100;
    long steps =
        arguments.steps(
            fast ? 4_300 : 10_000, batch, ClusterConfig.parse(System.getenv("TF_CONFIG")));
    return new TrainingSpec(
        model(arguments.model()),
        new TrainingSpec.Input(
            arguments.files("train"),
            arguments.files("test"),
            Schema.of(Column.bytes("image_raw"), Column.int64(MnistClassifier.LABEL)),
            arguments.dataDir().resolve("transform"),
            MnistPreprocessing.FEATURES),
        arguments.schedule(steps, batch, SHUFFLE_BUFFER),
        (fast
                ? new Learning(
                    new Optimizer.Adam(0.9f, 0.99f, 1e-7f),
                    new LearningRate.OneCycle(0.003f, 0.01f, steps / 10, steps, 0.001f))
                : new Learning(new Optimizer.Adam(), new LearningRate.Constant(1e-3f)))
            .withRollbacks(arguments.rollbacks()),
        arguments.strategy(),
        List.of(
            new ServingSignature.Features(
                "serving_default", Map.of(MnistClassifier.INPUTS, Shape.of(-1, 784))),
            new ServingSignature.RawColumns("drawing", MnistPreprocessing.DRAWING),
            new ServingSignature.TransformOnly("transform", MnistPreprocessing.DRAWING)),
        arguments.jobDir(),
        arguments.watching());
  }

  private static Model model(String name) {
    return switch (name) {
      case "fast", "" -> new FastModel();
      case "original" -> new OriginalModel();
      default ->
          throw ManabiException.user(
              "There is no model '" + name + "'; expected --model fast or --model original.");
    };
  }
}
