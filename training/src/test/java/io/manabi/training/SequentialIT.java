package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.events.JobEvent;
import io.manabi.training.metrics.Metric;
import io.manabi.training.models.MultiClassHead;
import io.manabi.training.models.Sequential;
import io.manabi.training.network.Layers;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.TrainerArguments;
import io.manabi.training.spec.TrainerFlag;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.spec.TrainingSpecBuilder;
import io.manabi.training.spec.WarmStart;
import io.manabi.training.watch.Configuration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.types.TString;

/** The short way: a list of layers, a head, and what flags say. */
class SequentialIT {
  private static final TrainerFlag FILTERS =
      TrainerFlag.wholeNumber("--filters", 4, "the width of the convolution");

  @TempDir Path data;
  @TempDir Path job;

  @BeforeEach
  void writeData() throws Exception {
    StripesJob.writeData(data);
  }

  private TrainingSpec spec(String... flags) {
    return builder(flags).build();
  }

  private TrainingSpecBuilder builder(String... flags) {
    List<String> line =
        new ArrayList<>(List.of("--data-dir", data.toString(), "--job-dir", job.toString()));
    line.addAll(List.of(flags));
    TrainerArguments arguments =
        TrainerArguments.parse(List.of(FILTERS), line.toArray(new String[0]));
    int filters = (int) arguments.wholeNumber("--filters");
    return TrainingSpec.builder(arguments)
        .records(Schema.of(Column.bytes("picture"), Column.int64("label")), "features")
        .model(
            Sequential.of(
                    "pixels",
                    Layers.reshape(8, 8, 1),
                    Layers.image("pictures"),
                    Layers.conv2d("conv", 3, filters),
                    Layers.batchNormalization("norm"),
                    Layers.relu(),
                    Layers.maxPool(2),
                    Layers.flatten(),
                    Layers.dropout(0.1f),
                    Layers.dense("logits", 2))
                .compile(MultiClassHead.of("label").withClassNames(List.of("lying", "standing")))
                .withMetric(
                    "confidence",
                    (network, features, outputs) ->
                        new Metric.Mean(
                            network
                                .tf()
                                .math
                                .mean(network.tf().nn.softmax(outputs), network.tf().array(0, 1)))))
        .optimizer(new Optimizer.Adam(), 0.01)
        .epochs(2);
  }

  @Test
  void learnsMeasuresAndServes() throws Exception {
    TrainedModel trained = Trainer.fit(spec("--filters", "8", "--rollbacks", "2"));
    assertThat(trained.metrics()).containsOnlyKeys("loss", "accuracy", "confidence");
    assertThat(trained.metrics().get("accuracy")).isGreaterThan(0.98);
    assertThat(trained.metrics().get("confidence")).isCloseTo(0.5, within(1e-6));
    // Two epochs of 2,000 examples in batches of 32.
    assertThat(job.resolve("checkpoint")).content().contains("model.ckpt-125");
    byte[] standing = StripesJob.picture(new Random(3), 1);
    try (SavedModelBundle model = SavedModelBundle.load(trained.export().toString(), "serve");
        TString pictures = TString.tensorOfBytes(NdArrays.vectorOfObjects(standing));
        Result result = model.function("serving_default").call(Map.of("picture", pictures))) {
      assertThat(model.metaGraphDef().getSignatureDefMap())
          .containsOnlyKeys("serving_default", "examples");
      TString classes = (TString) result.get("classes").orElseThrow();
      assertThat(classes.getObject(0)).isEqualTo("standing");
    }
  }

  @Test
  void doesWhatFlagsSayAndShowsThoseOfTheTrainer() throws Exception {
    TrainingSpec spec = spec("--rollbacks", "2", "--seed", "5", "--train-steps", "7");
    assertThat(spec.schedule().steps()).isEqualTo(7);
    assertThat(spec.schedule().seed()).isEqualTo(5);
    assertThat(spec.learning().rollbacks()).isEqualTo(2);
    assertThat(Configuration.of(spec, 1).values())
        .containsEntry("model", "Sequential")
        .containsEntry("flags.filters", 4.0)
        .containsEntry("schedule.seed", 5L);
    Trainer.fit(spec);
    assertThat(events()).contains("flags.filters");
  }

  /** A listener ends the training when it is good enough, as early stopping of one's own. */
  @Test
  void endsWhenAListenerHasEnough() throws Exception {
    List<JobEvent> told = new ArrayList<>();
    TrainingSpec spec =
        builder("--train-steps", "1000000", "--checkpoint-steps", "20", "--checkpoint-secs", "0")
            .listener(
                event -> {
                  told.add(event);
                  return !(event instanceof JobEvent.Evaluation measured)
                      || measured.metrics().getOrDefault("accuracy", 0.0) < 0.9;
                })
            .build();
    TrainedModel trained = Trainer.fit(spec);
    assertThat(trained.metrics().get("accuracy")).isGreaterThanOrEqualTo(0.9);
    assertThat(told.get(told.size() - 1)).isInstanceOf(JobEvent.Exported.class);
  }

  /** The frozen part stays what the other training has made of it, the rest learns. */
  @Test
  void beginsWithWhatAnotherTrainingHasLearned() throws Exception {
    TrainedModel first = Trainer.fit(spec("--train-steps", "40"));
    Path before = job.resolve("model.ckpt-40");
    Path again = job.resolve("again");
    TrainingSpec spec =
        builder("--train-steps", "5", "--job-dir", again.toString())
            .model(
                Sequential.of(
                        "pixels",
                        Layers.reshape(8, 8, 1),
                        Layers.frozen(
                            Layers.conv2d("conv", 3, 4), Layers.batchNormalization("norm")),
                        Layers.relu(),
                        Layers.maxPool(2),
                        Layers.flatten(),
                        Layers.dense("logits", 2))
                    .compile(MultiClassHead.of("label")))
            .warmStart(WarmStart.of(job, "(conv|norm|logits)/.*"))
            .build();
    TrainedModel second = Trainer.fit(spec);
    Path after = again.resolve("model.ckpt-5");
    for (String name : List.of("conv/kernel", "norm/gamma", "norm/moving_mean")) {
      assertThat(SavedVariables.read(after, name))
          .as(name)
          .containsExactly(SavedVariables.read(before, name));
    }
    assertThat(SavedVariables.read(after, "logits/kernel"))
        .isNotEqualTo(SavedVariables.read(before, "logits/kernel"));
    assertThat(second.metrics().get("loss"))
        .isLessThan(first.metrics().getOrDefault("loss", 0.0) + 0.05);
    TrainingSpec wrong =
        builder("--job-dir", job.resolve("wrong").toString(), "--filters", "5")
            .warmStart(WarmStart.of(job, "conv/.*"))
            .build();
    assertThatThrownBy(() -> Trainer.fit(wrong))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("conv/bias is [4] instead of [5]");
    TrainingSpec none =
        builder("--job-dir", job.resolve("none").toString())
            .warmStart(WarmStart.of(job, "hidden/.*"))
            .build();
    assertThatThrownBy(() -> Trainer.fit(none))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("takes parameters named 'hidden/.*', but the model has none");
  }

  private String events() throws Exception {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(job.resolve("train"))) {
      for (Path file : files.toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void saysWhatIsMissing() {
    TrainerArguments arguments =
        TrainerArguments.parse(
            List.of(), "--data-dir", data.toString(), "--job-dir", job.toString());
    assertThatThrownBy(() -> TrainingSpec.builder(arguments).records("features").build())
        .isInstanceOf(ManabiException.class)
        .hasMessage("The trainer tells no model; call model(…) of the builder.");
  }
}
