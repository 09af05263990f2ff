package io.manabi.samples.census;

import io.manabi.training.Trainer;
import io.manabi.training.models.BinaryClassHead;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.TrainerArguments;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.transform.TransformOutput;

/**
 * Trains a wide and deep model on what {@link CensusPreprocessing} prepared: the program that a
 * training job runs in each of its tasks.
 */
public final class CensusTrainer {
  private CensusTrainer() {}

  /**
   * Runs the task that {@code TF_CONFIG} names, or trains alone without it.
   *
   * @param args flags, see {@link TrainerArguments}
   */
  public static void main(String[] args) {
    Trainer.main(args, CensusTrainer::spec);
  }

  static TrainingSpec spec(TrainerArguments arguments) {
    TransformOutput output = arguments.transform(CensusPreprocessing.FEATURES);
    return TrainingSpec.builder(arguments)
        .records(CensusPreprocessing.FEATURES)
        .model(
            new WideAndDeepModel(output)
                .compile(
                    BinaryClassHead.of("label")
                        .withClassNames(output.vocabularyByName(CensusPreprocessing.INCOME))))
        .optimizer(
            new Optimizer.Adam(),
            steps -> new LearningRate.OneCycle(0.0005f, 0.003f, steps / 5, steps, 0.0001f))
        .batchSize(128)
        .steps(5000)
        .shuffleBuffer(40_000)
        .build();
  }
}
