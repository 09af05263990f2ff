package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.trainers.Mistakes;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.Checkpoints;
import io.manabi.training.spec.Checkpoints.BestMetric;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

/** No mistake of a user is silent, none is found only at the end, and none is tried again. */
class MistakesIT {
  private static final List<ServingSignature> SERVING =
      List.of(new ServingSignature.Features("serving_default", Map.of("pixels", Shape.of(-1, 64))));

  @TempDir static Path data;
  @TempDir Path job;

  @BeforeAll
  static void writeData() throws IOException {
    StripesJob.writeData(data);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LOSS_OF_EACH       | The loss has the shape [N]; it must be one number, the mean over the batch
          METRIC_OF_EACH     | The metric 'error' has the shape [N]; it must be one number
          MIXED_EXAMPLES     | of the model combines [N, 1] with [N], which gives [N, N], each example with all
          MIXED_IN_LOSS      | The squared error of predictions and labels needs both of the same shape, but they are [N, 1] and [N]
          LABEL_TO_SERVE     | The model wants the feature 'label' as TInt64, but there are only [pixels]
          SCALAR_PREDICTION  | The predictions [standing] of the signature 'serving_default' are one number for all
          NULL_POINTER       | The model cannot be built: NullPointerException
          WRONG_SHAPE        | (Mistakes.java:
          NO_GRADIENT        | Nothing can be learned through operation TopK (TopKV2), for TensorFlow's C library
          UNUSED_LAYER       | The loss does not depend on parameter unused/kernel, as its layer is not used
          FROZEN_LAYER       | The loss does not depend on parameter frozen/kernel, as its layer is not used, or behind
          METRIC_CALLED_STEP | A metric cannot be called 'step'
          TOO_FEW_CLASSES    | out of range; the model knows labels from 0 to 0. Correct the data, or the model.
          NO_PROBABILITIES   | The label 3 of record
          """)
  void refusesAModelBeforeItLearns(Mistakes mistake, String message) {
    assertThatThrownBy(() -> Trainer.run(spec(mistake, SERVING, Optional.empty()), local()))
        .isInstanceOfSatisfying(
            ManabiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessageContaining(message);
    assertThat(job.resolve("checkpoint")).doesNotExist();
  }

  @Test
  void namesTheLineOfTheUser() {
    assertThatThrownBy(
            () -> Trainer.run(spec(Mistakes.NULL_POINTER, SERVING, Optional.empty()), local()))
        .hasMessageMatching("(?s).*\\(Mistakes\\.java:\\d+\\)\\.");
  }

  @Test
  void namesTheRecordWithAWrongLabel() {
    String file = data.resolve(StripesJob.TRAIN).toString();
    assertThatThrownBy(
            () -> Trainer.run(spec(Mistakes.TOO_FEW_CLASSES, SERVING, Optional.empty()), local()))
        .hasMessageMatching(
            "The label 1 of record \\d+[02468]? of \\Q" + file + "\\E is out of range; .*");
  }

  /** Only the examples to evaluate on have it, the second of two files. */
  @Test
  void namesTheRecordWithAWrongLabelThatIsEvaluated() throws Exception {
    TrainingSpec spec = spec(Mistakes.NONE, SERVING, Optional.empty());
    Path wrong = data.resolve("wrong.tfrecord.gz");
    StripesJob.write(wrong, 3, 2, 5);
    RecordFiles eval = RecordFiles.whole(List.of(data.resolve(StripesJob.TEST), wrong));
    TrainingSpec.Input input = spec.input();
    assertThatThrownBy(
            () ->
                Trainer.run(
                    with(
                        spec,
                        new TrainingSpec.Input(
                            input.train(),
                            eval,
                            input.columns(),
                            input.transform(),
                            input.function())),
                    local()))
        .hasMessage(
            "The label 5 of record 1 of %s is out of range; the model knows labels from 0 to 1. Correct the data, or the model."
                .formatted(wrong));
  }

  @Test
  void refusesAMetricThatIsNotMeasuredBeforeItLearns() {
    assertThatThrownBy(
            () ->
                Trainer.run(
                    spec(Mistakes.NONE, SERVING, Optional.of(BestMetric.of("accuracy"))), local()))
        .hasMessage(
            "The best checkpoint is to be the one by the metric 'accuracy', but the model has only"
                + " [error, loss]; correct the name.");
    assertThat(job.resolve("checkpoint")).doesNotExist();
  }

  @Test
  void refusesSignaturesThatCannotBeBeforeItLearns() {
    assertThatThrownBy(() -> spec(Mistakes.NONE, List.of(), Optional.empty()))
        .hasMessageStartingWith("The training has no signature to serve, so that nobody could ask");
    assertThatThrownBy(
            () -> spec(Mistakes.NONE, List.of(SERVING.get(0), SERVING.get(0)), Optional.empty()))
        .hasMessage("Two signatures to serve are called 'serving_default'; rename one.");
    List<ServingSignature> raw = List.of(new ServingSignature.RawColumns("raw", "drawing"));
    assertThatThrownBy(() -> Trainer.run(spec(Mistakes.NONE, raw, Optional.empty()), local()))
        .hasMessage("The preprocessing has no function 'drawing'; it has [features].");
    List<ServingSignature> more =
        List.of(
            new ServingSignature.Features(
                "a b", Map.of("pixels", Shape.of(-1, 64), "label", Shape.of(-1))));
    assertThatThrownBy(() -> Trainer.run(spec(Mistakes.NONE, more, Optional.empty()), local()))
        .hasMessage(
            "The signature 'a b' has the inputs [label, pixels], but the model asks only for"
                + " [pixels] to serve; leave out the others.");
    assertThat(job.resolve("checkpoint")).doesNotExist();
  }

  @Test
  void takesNamesThatTensorFlowCannotHave() throws Exception {
    List<ServingSignature> odd =
        List.of(new ServingSignature.Features("1 + 1", Map.of("pixels", Shape.of(-1, 64))));
    Trainer.run(spec(Mistakes.ODD_NAMES, odd, Optional.empty()), local());
    assertThat(SavedVariables.read(job.resolve("model.ckpt-3"), "c_my_layer/1_1_2/bias"))
        .hasSize(1);
    assertThat(job.resolve("export")).isNotEmptyDirectory();
  }

  private static ClusterConfig local() {
    return ClusterConfig.local();
  }

  private TrainingSpec spec(
      Model model, List<ServingSignature> serving, Optional<BestMetric> best) {
    TrainingSpec stripes = StripesJob.spec(data, job, 3, 8);
    return new TrainingSpec(
        model,
        stripes.input(),
        new TrainingSpec.Schedule(
            3, 32, new Checkpoints(Duration.ZERO, 100, 5, Duration.ZERO, best), 1000, 1, 7),
        new Learning(new Optimizer.Sgd(), new LearningRate.Constant(0.01f)),
        Strategy.PS_ASYNC,
        serving,
        job);
  }

  private static TrainingSpec with(TrainingSpec spec, TrainingSpec.Input input) {
    return new TrainingSpec(
        spec.model(),
        input,
        spec.schedule(),
        spec.learning(),
        spec.strategy(),
        spec.serving(),
        spec.jobDirectory());
  }
}
