package io.manabi.cli.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.cli.cloud.FormatOption;
import io.manabi.cli.cloud.JsonText;
import io.manabi.core.ManabiException;
import io.manabi.prediction.saved.LoadOptions;
import io.manabi.prediction.saved.LoadedModel;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.codec.AnswerEncoder;
import io.manabi.serving.codec.AnswerLayout;
import io.manabi.serving.codec.DecodedRequest;
import io.manabi.serving.codec.RequestDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a SavedModel in a folder, without a server. */
@Command(
    name = "predict",
    description = "Ask the SavedModel in a folder, as a server would answer.",
    footer = {
      "",
      "Example:",
      "  manabi local predict --model-dir export/1 --json-instances request.json"
    })
public final class LocalPredictCommand implements Runnable {
  private static final int JSON_DEPTH = 100;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Option(
      names = "--model-dir",
      required = true,
      paramLabel = "DIR",
      description = "The folder with saved_model.pb.")
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private Path modelDir;

  @Option(
      names = {"--framework", "--runtime-version"},
      hidden = true,
      description = "Taken for gcloud's sake: TensorFlow is what runs it.")
  private String unusedForGcloud = "";

  @Mixin private InstanceOptions instances = new InstanceOptions();
  @Mixin private FormatOption format = new FormatOption();

  @Override
  public void run() {
    byte[] body = JsonText.line(instances.body()).getBytes(UTF_8);
    try (LoadedModel model = LoadedModel.load(modelDir, LoadOptions.DEFAULT)) {
      DecodedRequest request = new RequestDecoder(JSON_DEPTH).decode(body, model::signature);
      byte[] answer =
          AnswerEncoder.encode(
              model.run(
                  model.call(request.signature().name(), request.inputs(), List.of()),
                  Deadline.after(LIMIT)),
              AnswerLayout.NAMED_ROWS);
      Predictions.print(JsonText.read("The answer", new String(answer, UTF_8)), format);
    } catch (PredictionFailure e) {
      throw ManabiException.user("Prediction failed: " + e.getMessage(), e);
    }
  }
}
