package io.manabi.serving.tensorflow;

import io.manabi.core.ManabiException;
import io.manabi.core.records.TfRecordReader;
import io.manabi.prediction.ModelOptions;
import io.manabi.prediction.Predictor;
import io.manabi.prediction.saved.LoadedModel;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import io.manabi.serving.apis.InferenceTask;
import io.manabi.serving.apis.Input;
import io.manabi.serving.apis.PredictRequest;
import io.manabi.serving.apis.PredictionLog;
import io.manabi.serving.http.HttpCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warms a model up with the requests that were saved with it, in {@code
 * assets.extra/tf_serving_warmup_requests}, a TFRecord file of {@code PredictionLog} messages.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/saved_model_warmup">SavedModel Warmup</a>
 */
public final class WarmUpRecords implements ModelOptions.WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUpRecords.class);
  private static final Path FILE = Path.of("assets.extra", "tf_serving_warmup_requests");
  private static final int MOST_RECORDS = 1000;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Warms up with what models bring. */
  public WarmUpRecords() {}

  @Override
  public void run(LoadedModel model, Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      model.runEachOnce();
      return;
    }
    int records = 0;
    try (TfRecordReader reader = TfRecordReader.open(file)) {
      for (byte[] record = reader.read(); record != null; record = reader.read()) {
        if (++records > MOST_RECORDS) {
          throw ManabiException.user(
              "Number of warmup records exceeds the maximum ("
                  + MOST_RECORDS
                  + ") at "
                  + file
                  + ".");
        }
        replay(new Alone(model), PredictionLog.parseFrom(record), file, records);
      }
    } catch (IOException e) {
      throw ManabiException.user(
          "The warm-up requests in " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
    LOG.info("Warmed up with {} requests of {}", records, file);
  }

  private static void replay(Predictor model, PredictionLog log, Path file, int number) {
    Deadline deadline = Deadline.after(LIMIT);
    try {
      switch (log.getLogTypeCase()) {
        case PREDICT_LOG -> predict(model, log.getPredictLog().getRequest(), deadline);
        case CLASSIFY_LOG ->
            Examples.classify(
                    model,
                    log.getClassifyLog().getRequest().getModelSpec().getSignatureName(),
                    log.getClassifyLog().getRequest().getInput(),
                    deadline)
                .join();
        case REGRESS_LOG ->
            Examples.regress(
                    model,
                    log.getRegressLog().getRequest().getModelSpec().getSignatureName(),
                    log.getRegressLog().getRequest().getInput(),
                    deadline)
                .join();
        case MULTI_INFERENCE_LOG -> {
          Input input = log.getMultiInferenceLog().getRequest().getInput();
          for (InferenceTask task : log.getMultiInferenceLog().getRequest().getTasksList()) {
            infer(model, task, input, deadline);
          }
        }
        case PREDICT_STREAMED_LOG ->
            log.getPredictStreamedLog()
                .getRequestList()
                .forEach(request -> predict(model, request, deadline));
        case SESSION_RUN_LOG, LOGTYPE_NOT_SET ->
            throw PredictionFailure.invalid(
                "Unsupported log_type for warmup: " + log.getLogTypeCase());
      }
    } catch (RuntimeException e) {
      throw ManabiException.user(
          "Warm-up request "
              + number
              + " of "
              + file
              + " fails: "
              + HttpCodes.failure(e).getMessage()
              + ".",
          e);
    }
  }

  private static void predict(Predictor model, PredictRequest request, Deadline deadline) {
    model
        .predict(
            request.getModelSpec().getSignatureName(),
            TensorMessages.inputs(request),
            request.getOutputFilterList(),
            deadline)
        .join();
  }

  private static void infer(Predictor model, InferenceTask task, Input input, Deadline deadline) {
    String signature = task.getModelSpec().getSignatureName();
    if (task.getMethodName().equals(Examples.CLASSIFY)) {
      Examples.classify(model, signature, input, deadline).join();
    } else {
      Examples.regress(model, signature, input, deadline).join();
    }
  }

  /**
   * Runs each request alone, on the thread that asks.
   *
   * @param model what is run
   */
  private record Alone(LoadedModel model) implements Predictor {
    @Override
    public Signature signature(String name) {
      return model.signature(name);
    }

    @Override
    public CompletableFuture<Map<String, FlatTensor>> predict(
        String signature,
        Map<String, FlatTensor> inputs,
        List<String> outputFilter,
        Deadline deadline) {
      return CompletableFuture.completedFuture(
          model.run(model.call(signature, inputs, outputFilter), deadline));
    }
  }
}
