package io.manabi.samples.mnist;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.training.Trainer;
import io.manabi.training.models.Losses;
import io.manabi.training.models.MultiClassHead;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.spec.TrainerArguments;
import io.manabi.training.spec.TrainerFlag;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.spec.TrainingSpecBuilder;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/**
 * Trains a model of handwritten digits on what {@link MnistPreprocessing} prepared: the program
 * that a training job runs in each of its tasks.
 */
public final class MnistTrainer {
  private static final TrainerFlag MODEL =
      TrainerFlag.choice("--model", List.of("fast", "original"), "which model learns");
  private static final MultiClassHead HEAD = MultiClassHead.of(MnistPreprocessing.LABEL);

  private MnistTrainer() {}

  /**
   * Runs the task that {@code TF_CONFIG} names, or trains alone without it.
   *
   * @param args flags, see {@link TrainerArguments}
   */
  public static void main(String[] args) {
    Trainer.main(args, List.of(MODEL), MnistTrainer::spec);
  }

  static TrainingSpec spec(TrainerArguments arguments) {
    TrainingSpecBuilder spec =
        TrainingSpec.builder(arguments)
            .records(
                Schema.of(Column.bytes("image_raw"), Column.int64(MnistPreprocessing.LABEL)),
                MnistPreprocessing.FEATURES)
            .shuffleBuffer(60_000)
            .serving(
                new ServingSignature.Features(
                    "serving_default", Map.of(MnistPreprocessing.INPUTS, Shape.of(-1, 784))),
                new ServingSignature.RawColumns("drawing", MnistPreprocessing.DRAWING),
                new ServingSignature.TransformOnly("transform", MnistPreprocessing.DRAWING));
    return (arguments.text(MODEL.name()).equals("fast") ? fast(spec) : original(spec)).build();
  }

  private static TrainingSpecBuilder fast(TrainingSpecBuilder spec) {
    return spec.model(FastModel.LAYERS.compile(HEAD.withLoss(Losses.softmax(0.05f))))
        .optimizer(
            new Optimizer.Adam(0.9f, 0.99f, 1e-7f),
            steps -> new LearningRate.OneCycle(0.003f, 0.01f, steps / 10, steps, 0.001f))
        .batchSize(128)
        .steps(4_300);
  }

  private static TrainingSpecBuilder original(TrainingSpecBuilder spec) {
    return spec.model(OriginalModel.LAYERS.compile(HEAD)).batchSize(100).steps(10_000);
  }
}
