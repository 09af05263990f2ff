package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.training.models.MultiClassHead;
import io.manabi.training.models.Sequential;
import io.manabi.training.network.Initializer;
import io.manabi.training.network.Layer;
import io.manabi.training.network.Layers;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Penalty;
import io.manabi.training.network.RandomImages;
import io.manabi.training.saved.Pretrained;
import io.manabi.training.spec.TrainerArguments;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.spec.TrainingSpecBuilder;
import io.manabi.training.spec.WarmStart;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Layers that are more than a few operations, from the first step to an answer. */
class LayersIT {
  @TempDir Path data;
  @TempDir Path job;

  @Test
  void learnFromDistortedImagesBySequencesAndServe() throws Exception {
    StripesJob.writeData(data);
    List<String> names = List.of("lying", "standing");
    TrainingSpec spec =
        builder(job, 150)
            .model(
                Sequential.of(
                        "pixels",
                        Layers.reshape(8, 8, 1),
                        RandomImages.flipHorizontally(),
                        RandomImages.rotation(0.02),
                        RandomImages.brightness(0.1, 0, 1),
                        Layers.reshape(8, 8),
                        Layers.penalized(Penalty.l2(1e-4f), Layers.dense("wide", 8)),
                        Layers.positionEmbedding("position"),
                        Layers.residual(Layers.multiHeadAttention("attention", 2, 4)),
                        Layers.layerNormalization("norm"),
                        Layers.gru("gru", 8).withSequences(),
                        Layers.lstm("lstm", 8),
                        Layers.dense("logits", 2))
                    .compile(MultiClassHead.of("label").withClassNames(names))
                    .inBfloat16()
                    .withMetricsBy("label", names))
            .optimizer(new Optimizer.Adam(), 0.01)
            .build();
    Map<String, Double> metrics = Trainer.fit(spec).metrics();
    assertThat(metrics)
        .containsOnlyKeys("loss", "accuracy", "accuracy/label=lying", "accuracy/label=standing");
    double accuracy = metrics.getOrDefault("accuracy", 0.0);
    assertThat(accuracy).isGreaterThan(0.95);
    // There are as many of either.
    double lying = metrics.getOrDefault("accuracy/label=lying", 0.0);
    double standing = metrics.getOrDefault("accuracy/label=standing", 0.0);
    assertThat((lying + standing) / 2).isCloseTo(accuracy, within(1e-6));
    Path export = TrainedModel.read(job).export();
    byte[] picture = StripesJob.picture(new Random(3), 1);
    try (SavedModelBundle model = SavedModelBundle.load(export.toString(), "serve");
        TString pictures = TString.tensorOfBytes(NdArrays.vectorOfObjects(picture));
        Result result = model.function("serving_default").call(Map.of("picture", pictures))) {
      assertThat(((TString) result.get("classes").orElseThrow()).getObject(0))
          .isEqualTo("standing");
    }
  }

  /** One step of gradient descent goes a quarter of the way where the rate is a quarter. */
  @Test
  void learnAtRatesOfTheirOwn() throws Exception {
    StripesJob.writeData(data);
    float[] whole = changeOfHidden(job.resolve("whole"), 1);
    float[] quarter = changeOfHidden(job.resolve("quarter"), 0.25f);
    for (int i = 0; i < whole.length; i++) {
      assertThat(quarter[i]).isCloseTo(whole[i] / 4, within(1e-6f));
    }
    assertThat(whole[0]).isNotZero();
  }

  /** What an exported model has, a training can begin with. */
  @Test
  void beginWithAnExportedModel() throws Exception {
    StripesJob.writeData(data);
    Path first = job.resolve("first");
    Path exported = train(first, Layers.dense("hidden", 1), null).export();
    Path second = job.resolve("second");
    train(second, Layers.frozen(Layers.dense("hidden", 1)), WarmStart.of(exported, "hidden/.*"));
    assertThat(SavedVariables.read(second.resolve("model.ckpt-1"), "hidden/kernel"))
        .containsExactly(SavedVariables.read(first.resolve("model.ckpt-1"), "hidden/kernel"));
  }

  private float[] changeOfHidden(Path folder, float rate) throws Exception {
    Initializer first = new Initializer.Constant(0.25f);
    Layer hidden =
        (network, x) ->
            network.tf().linalg.matMul(x, network.parameter("hidden", Shape.of(64, 1), first));
    train(folder, Layers.atRate(rate, hidden), null);
    float[] after = SavedVariables.read(folder.resolve("model.ckpt-1"), "hidden");
    for (int i = 0; i < after.length; i++) {
      after[i] -= 0.25f;
    }
    return after;
  }

  /** One step of gradient descent. */
  private TrainedModel train(Path folder, Layer hidden, @Nullable WarmStart from) throws Exception {
    TrainingSpecBuilder spec =
        builder(folder, 1)
            .model(
                Sequential.of("pixels", hidden, Layers.dense("logits", 2))
                    .compile(MultiClassHead.of("label")))
            .optimizer(new Optimizer.Sgd(), 0.1);
    return Trainer.fit((from == null ? spec : spec.warmStart(from)).build());
  }

  /** A model of Python below, which stays as it is, a layer of ours above, and both are served. */
  @Test
  void learnAboveAModelOfPython() throws Exception {
    StripesJob.writeData(data);
    Pretrained below =
        Pretrained.read(
            Path.of(Pretrained.class.getResource("keras_model").toURI()), "serving_default");
    TrainingSpec spec =
        builder(job, 20)
            .model(
                Sequential.of(
                        (network, features) ->
                            features.pretrained(
                                below, Map.of("pixels", features.floats("pixels")), "output_0"),
                        Layers.dense("logits", 2))
                    .compile(MultiClassHead.of("label")))
            .build();
    TrainedModel trained = Trainer.fit(spec);
    assertThat(trained.metrics()).containsKey("accuracy");
    try (SavedModelBundle model = SavedModelBundle.load(trained.export().toString(), "serve");
        TString pictures =
            TString.tensorOfBytes(NdArrays.vectorOfObjects(StripesJob.picture(new Random(3), 1)));
        Result result = model.function("serving_default").call(Map.of("picture", pictures))) {
      TFloat32 shares = (TFloat32) result.get("probabilities").orElseThrow();
      assertThat(shares.getFloat(0, 0) + shares.getFloat(0, 1)).isCloseTo(1, within(1e-6f));
    }
  }

  private TrainingSpecBuilder builder(Path folder, long steps) {
    TrainerArguments arguments =
        TrainerArguments.parse(
            List.of(), "--data-dir", data.toString(), "--job-dir", folder.toString());
    return TrainingSpec.builder(arguments)
        .records(Schema.of(Column.bytes("picture"), Column.int64("label")), "features")
        .steps(steps);
  }
}
