package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.core.events.JobEvent;
import io.manabi.training.events.EventFile;
import io.manabi.training.metrics.Metric;
import io.manabi.training.models.MultiClassHead;
import io.manabi.training.models.Sequential;
import io.manabi.training.network.Layers;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.TrainerArguments;
import io.manabi.training.spec.TrainingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A validation set that is watched, and a test set that is measured once. */
class ValidationIT {
  @TempDir Path data;
  @TempDir Path job;

  @Test
  void watchesOneSetAndMeasuresWhatIsExportedOnTheOther() throws Exception {
    StripesJob.writeData(data);
    // One example, whose label is 0; in the test set a half are.
    StripesJob.write(data.resolve("validation-00000-of-00001.tfrecord.gz"), 1, 5, 0);
    String[] flags = {
      "--data-dir",
      data.toString(),
      "--job-dir",
      job.toString(),
      "--train-steps",
      "9",
      "--checkpoint-steps",
      "3",
      "--checkpoint-secs",
      "0",
      "--best-metric",
      "ones"
    };
    List<JobEvent.Evaluation> told = new ArrayList<>();
    TrainingSpec spec =
        TrainingSpec.builder(TrainerArguments.parse(List.of(), flags))
            .records(Schema.of(Column.bytes("picture"), Column.int64("label")), "features")
            .validation("validation")
            .model(
                Sequential.of("pixels", Layers.dense("logits", 2))
                    .compile(MultiClassHead.of("label"))
                    .withMetric(
                        "ones", (network, features, outputs) -> ones(network.tf(), features)))
            .optimizer(new Optimizer.Sgd(), 0.1)
            .listener(
                event -> {
                  if (event instanceof JobEvent.Evaluation measured) {
                    told.add(measured);
                  }
                  return true;
                })
            .build();
    TrainedModel trained = Trainer.fit(spec);
    assertThat(told)
        .extracting(JobEvent.Evaluation::validation)
        .containsExactly(true, true, true, false);
    assertThat(told)
        .extracting(each -> each.metrics().getOrDefault("ones", -1.0))
        .containsExactly(0.0, 0.0, 0.0, 0.5);
    // The first is the best, for none is better, and so it is exported.
    assertThat(told).extracting(JobEvent.Evaluation::step).containsExactly(3L, 6L, 9L, 3L);
    assertThat(trained.metrics()).containsEntry("ones", 0.5);
    assertThat(EventFile.summaries(job.resolve("test"), "ones")).hasSize(1);
  }

  private static Metric ones(Ops tf, Features features) {
    return new Metric.Mean(
        tf.math.mean(tf.dtypes.cast(features.int64s("label"), TFloat32.class), tf.constant(0)));
  }
}
