package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.events.EventFile;
import io.manabi.training.events.EventFile.Fields;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What TensorBoard finds after a training in one process. */
class SummariesIT {
  private static final int FILTERS = 8;

  @TempDir static Path data;
  @TempDir static Path job;

  @BeforeAll
  static void train() throws Exception {
    StripesJob.writeData(data);
    Trainer.run(StripesJob.spec(data, job, 60, FILTERS), ClusterConfig.local());
  }

  @Test
  void numbersOfTrainingAndEvaluation() throws IOException {
    for (String tag :
        List.of("loss", "learning_rate", "examples_per_second", "step_seconds", "share_of_ink")) {
      assertThat(EventFile.summaries(job.resolve("train"), tag)).as(tag).isNotEmpty();
    }
    for (String tag : List.of("loss", "accuracy", "share_of_ink")) {
      assertThat(EventFile.summaries(job.resolve("eval"), tag)).as(tag).isNotEmpty();
    }
  }

  @Test
  void histogramsOfWeightsAndGradients() throws IOException {
    for (String name : List.of("conv/kernel", "conv/bias", "logits/kernel", "norm/beta")) {
      assertThat(count("weights/" + name)).as(name).isEqualTo(count("gradients/" + name));
    }
    assertThat(count("weights/conv/kernel")).isEqualTo(9 * FILTERS);
    assertThat(count("weights/norm/moving_mean")).isEqualTo(FILTERS);
    assertThat(count("weights/norm/gamma")).isEqualTo(FILTERS);
  }

  private static double count(String tag) throws IOException {
    double[] buckets = EventFile.summaries(job.resolve("train"), tag).get(0).message(8).numbers(6);
    double count = 0;
    for (int i = 2; i < buckets.length; i += 3) {
      count += buckets[i];
    }
    return count;
  }

  @Test
  void imagesOfInputsAndFilters() throws IOException {
    for (String run : List.of("train", "eval")) {
      List<byte[]> pictures = strings(run, "pictures");
      assertThat(pictures).as("width, height and pictures").hasSize(2 + 4);
      BufferedImage picture = image(pictures.get(2));
      assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(96, 96);
    }
    assertThat(image(strings("train", "filters/conv/kernel").get(2)).getWidth()).isGreaterThan(200);
  }

  @Test
  void theConfusionMatrixOfAllExamples() throws IOException {
    BufferedImage matrix = image(strings("eval", "confusion/image").get(2));
    assertThat(matrix.getRaster().getSample(0, 0, 0)).as("lying stripes").isCloseTo(0, within(20));
    assertThat(matrix.getRaster().getSample(319, 0, 0)).isCloseTo(255, within(20));
    String table = new String(strings("eval", "confusion/table").get(0), StandardCharsets.UTF_8);
    assertThat(table).contains("| lying | standing |");
    int all = 0;
    for (String cell : table.replaceAll("[^0-9|]", "").split("\\|", -1)) {
      all += cell.isEmpty() ? 0 : Integer.parseInt(cell);
    }
    assertThat(all).isEqualTo(500);
  }

  @Test
  void theConfigurationAsTextAndAsHyperparameters() throws IOException {
    assertThat(new String(strings("train", "configuration").get(0), StandardCharsets.UTF_8))
        .contains("| schedule.batch_size | 32 |")
        .contains("| learning.optimizer | Adam |", "| learning.rate.rate | 0.01 |")
        .contains("| strategy.kind | ps-async |");
    Fields start = EventFile.summaries(job.resolve("eval"), "_hparams_/session_start_info").get(0);
    assertThat(start.message(9, 1, 2, 3).messages(1))
        .extracting(entry -> entry.text(1))
        .contains("schedule.steps", "learning.optimizer.beta1");
    Fields experiment = EventFile.summaries(job.resolve("eval"), "_hparams_/experiment").get(0);
    assertThat(experiment.message(9, 1, 2, 2).messages(5))
        .extracting(metric -> metric.message(1).text(2))
        .containsExactly("accuracy", "loss");
    assertThat(EventFile.summaries(job.resolve("eval"), "_hparams_/session_end_info")).hasSize(1);
  }

  /** The last ones: a slow machine evaluates before the training has learned anything, too. */
  private static List<byte[]> strings(String run, String tag) throws IOException {
    List<Fields> summaries = EventFile.summaries(job.resolve(run), tag);
    return summaries.get(summaries.size() - 1).message(8).bytes(8);
  }

  private static BufferedImage image(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
