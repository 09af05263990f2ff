package io.manabi.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.prediction.ServedModels;
import io.manabi.samples.mnist.IdxSource;
import io.manabi.samples.mnist.MnistData;
import io.manabi.samples.mnist.MnistDigits;
import io.manabi.samples.mnist.MnistFiles;
import io.manabi.samples.mnist.MnistPreprocessing;
import io.manabi.samples.mnist.MnistTrainer;
import io.manabi.serving.PredictionServerBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demo of handwritten digits. */
@Command(
    name = "mnist",
    description = {
      "Handwritten digits, from the raw files to a page in which you draw one.",
      "Fetches MNIST, preprocesses it on Apache Beam, trains with one master, two workers and one"
          + " parameter server, exports the model, serves it, and opens a page to draw in.",
      "Stages that have finished are reused when you run it again."
    },
    footer = {
      "",
      "Examples:",
      "  manabi demo mnist                  everything, then draw until Ctrl-C",
      "  manabi demo mnist --exit           end after the first predictions",
      "  manabi demo mnist --model original the model of the 2017 post, 10,000 steps"
    })
public final class MnistDemoCommand extends Demo {
  private static final String PAGE = "/draw/";
  private static final String PAGE_FILES = "io/manabi/samples/mnist/draw";

  /** The first images are kept for validation, as in the original's create_records.py. */
  private static final int VALIDATION = 5_000;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "fast",
      description =
          "fast, 4,300 batches, or original as in the 2017 post, 10,000 (default:"
              + " ${DEFAULT-VALUE}).")
  private String model = "fast";

  @Option(
      names = "--train-images",
      paramLabel = "N",
      defaultValue = "55000",
      description = "Train on the first N images only, for a quick look (default: all 55000).")
  private int trainImages = 55_000;

  @Option(
      names = "--checkpoint-secs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Seconds between checkpoints (default: ${DEFAULT-VALUE}).")
  private int checkpointSecs = 30;

  /** For picocli. */
  public MnistDemoCommand() {
    super("MNIST", 7);
  }

  @Override
  public Integer call() throws Exception {
    require(List.of("fast", "original").contains(model), "--model", model, "fast or original");
    require(
        trainImages >= 1000 && trainImages <= 55_000,
        "--train-images",
        trainImages,
        "1000 to 55000");
    require(checkpointSecs >= 1, "--checkpoint-secs", checkpointSecs, "1 or more");
    return super.call();
  }

  @Override
  void run() throws Exception {
    begin("Data");
    MnistFiles files = new MnistData(file("data")).get(data(), this::line);
    line("four files in " + file("data"));
    Path records = file(PREPROCESSED);
    preprocess(
        PreprocessJob.of(
                new MnistPreprocessing(), MnistPreprocessing.RECORDS, inputs(files), records)
            .with(Settings.DEFAULT.withGzip(true).withStatistics(false)),
        "images",
        trainImages + " images");
    Path export =
        train(
            MnistTrainer.class,
            records,
            model + "_" + trainImages,
            model.equals("fast") ? 4_300 : 10_000,
            "--model",
            model,
            "--checkpoint-secs",
            String.valueOf(checkpointSecs));
    begin("Export");
    line("SavedModel in " + export);
    serve(
        export,
        client -> {
          begin("Predict the first ten test images over REST");
          ask(client, MnistDigits.test(files, 10));
          begin("Draw");
          line("Open " + client.server() + PAGE + " and draw a digit.");
        });
  }

  @Override
  PredictionServerBuilder server(ServedModels models) {
    return super.server(models).staticFiles(PAGE, MnistFiles.class.getClassLoader(), PAGE_FILES);
  }

  private Map<String, RecordSource> inputs(MnistFiles files) {
    Map<String, RecordSource> inputs = new LinkedHashMap<>();
    inputs.put(
        "train",
        IdxSource.of(
            files.trainImages(), files.trainLabels(), VALIDATION, VALIDATION + trainImages));
    inputs.put("validation", IdxSource.of(files.trainImages(), files.trainLabels(), 0, VALIDATION));
    inputs.put("test", IdxSource.of(files.testImages(), files.testLabels(), 0, Integer.MAX_VALUE));
    return inputs;
  }

  private void ask(ApiClient client, List<MnistDigits.Digit> digits) {
    JsonNode predictions =
        predict(client, digits.stream().map(digit -> Map.of("inputs", digit.inputs())).toList());
    line("LABEL  CLASSES  PROBABILITIES");
    int right = 0;
    for (int i = 0; i < digits.size(); i++) {
      int label = digits.get(i).label();
      long answer = predictions.path(i).path("classes").asLong(-1);
      right += answer == label ? 1 : 0;
      StringBuilder line =
          new StringBuilder(String.format(Locale.ROOT, "%5d  %7d ", label, answer));
      predictions
          .path(i)
          .path("probabilities")
          .forEach(each -> line.append(String.format(Locale.ROOT, " %.3f", each.asDouble())));
      line(line.toString());
    }
    line(right + " of " + digits.size() + " are right");
  }
}
