package io.manabi.samples.census;

import io.manabi.training.Learning;
import io.manabi.training.ServingSignature;
import io.manabi.training.Trainer;
import io.manabi.training.TrainerArguments;
import io.manabi.training.TrainingSpec;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.transform.TransformOutput;
import java.util.List;

/**
 * Trains a wide and deep model on what {@link CensusPreprocessing} prepared: the program that a
 * training job runs in each of its tasks.
 */
public final class CensusTrainer {
  private static final int BATCH = 128;
  private static final long STEPS = 5000;
  private static final int SHUFFLE_BUFFER = 40_000;

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
    TransformOutput output =
        TransformOutput.read(arguments.dataDir(), CensusPreprocessing.FEATURES);
    long steps = arguments.steps(STEPS, BATCH, ClusterConfig.parse(System.getenv("TF_CONFIG")));
    return new TrainingSpec(
        new WideAndDeepModel(output),
        new TrainingSpec.Input(
            arguments.files("train"),
            arguments.files("test"),
            output.transformedSchema(),
            output.graphFolder()),
        arguments.schedule(steps, BATCH, SHUFFLE_BUFFER),
        new Learning(
                new Optimizer.Adam(),
                new LearningRate.OneCycle(0.0005f, 0.003f, steps / 5, steps, 0.0001f))
            .withRollbacks(arguments.rollbacks()),
        arguments.strategy(),
        List.of(
            new ServingSignature.RawColumns("serving_default", CensusPreprocessing.FEATURES),
            new ServingSignature.Examples("examples", CensusPreprocessing.FEATURES)),
        arguments.jobDir(),
        arguments.watching());
  }
}
