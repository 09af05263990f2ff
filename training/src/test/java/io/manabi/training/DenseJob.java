package io.manabi.training;

import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Regularization;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.Limits;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.spec.Watching;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A job on the data of {@link StripesJob} in which nothing but the order of examples is random. */
final class DenseJob {
  static final int BATCH = 16;

  /** So many steps of each task. */
  private static final int PROFILED = 3;

  private DenseJob() {}

  /**
   * Runs the task of {@code TF_CONFIG}; arguments: data directory, job directory, steps, strategy,
   * how many backup workers, whether gradients travel as bfloat16, the peer timeout in seconds and,
   * if there is one, the limit of a step.
   */
  public static void main(String[] args) {
    Trainer.main(
        () ->
            withStepLimit(
                spec(
                    Path.of(args[0]),
                    Path.of(args[1]),
                    Long.parseLong(args[2]),
                    BATCH,
                    new Strategy(
                        Strategy.Kind.parse(args[3]),
                        Integer.parseInt(args[4]),
                        Boolean.parseBoolean(args[5]),
                        Duration.ofSeconds(Long.parseLong(args[6])),
                        /* dynamicSharding= */ false)),
                Duration.ofSeconds(args.length > 7 ? Long.parseLong(args[7]) : 300)));
  }

  private static TrainingSpec withStepLimit(TrainingSpec spec, Duration limit) {
    TrainingSpec.Schedule schedule = spec.schedule();
    Limits limits = schedule.limits();
    return new TrainingSpec(
        spec.model(),
        spec.input(),
        new TrainingSpec.Schedule(
            schedule.steps(),
            schedule.batchSize(),
            schedule.checkpoints(),
            schedule.shuffleBuffer(),
            schedule.threads(),
            schedule.seed(),
            schedule.ending(),
            new Limits(limits.start(), limits.firstStep(), limit, limits.stop())),
        spec.learning(),
        spec.strategy(),
        spec.serving(),
        spec.jobDirectory(),
        spec.watching(),
        spec.flags(),
        spec.listeners(),
        spec.warmStart());
  }

  static TrainingSpec spec(Path data, Path job, long steps, int batch, Strategy strategy) {
    // The limit counts in the first steps.
    Learning learning =
        new Learning(
            new Optimizer.Momentum(0.9f),
            new LearningRate.Constant(0.02f),
            Regularization.NONE.withClipNorm(0.5f));
    return spec(data, job, steps, batch, strategy, DenseJob::build, learning);
  }

  /** The same with another model. */
  static TrainingSpec spec(
      Path data,
      Path job,
      long steps,
      int batch,
      Strategy strategy,
      Model model,
      Learning learning) {
    TrainingSpec stripes = StripesJob.spec(data, job, steps, 8);
    TrainingSpec.Schedule schedule = stripes.schedule();
    return new TrainingSpec(
        model,
        stripes.input(),
        new TrainingSpec.Schedule(
            steps,
            batch,
            schedule.checkpoints(),
            schedule.shuffleBuffer(),
            schedule.threads(),
            schedule.seed()),
        learning,
        strategy,
        stripes.serving().subList(0, 1),
        job,
        new Watching(/* jsonLines= */ false, PROFILED),
        Map.of(),
        List.of(),
        Optional.empty());
  }

  private static ModelOutputs build(Network network, Features features) {
    Operand<TFloat32> hidden = network.relu(network.dense("hidden", features.floats("pixels"), 32));
    return outputs(network, features, network.dense("logits", hidden, 2));
  }

  /** What a model of lying and standing stripes gives, float [N, 2]. */
  static ModelOutputs outputs(Network network, Features features, Operand<TFloat32> logits) {
    Ops tf = network.tf();
    Map<String, Operand<?>> predictions = Map.of("probabilities", tf.nn.softmax(logits));
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(predictions);
    }
    Operand<TFloat32> wanted =
        tf.oneHot(features.int64s("label"), tf.constant(2), tf.constant(1f), tf.constant(0f));
    return new ModelOutputs(
        predictions,
        Optional.of(
            tf.math.mean(
                tf.nn.softmaxCrossEntropyWithLogits(logits, wanted).loss(), tf.constant(0))),
        Map.of());
  }
}
