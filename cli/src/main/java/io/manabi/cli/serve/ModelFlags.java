package io.manabi.cli.serve;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import io.manabi.prediction.ModelOptions;
import io.manabi.prediction.batching.BatchingOptions;
import io.manabi.prediction.saved.LoadOptions;
import io.manabi.prediction.sources.ModelConfig;
import io.manabi.prediction.sources.VersionPolicy;
import io.manabi.prediction.sources.WatchOptions;
import io.manabi.serving.tensorflow.BatchingFile;
import io.manabi.serving.tensorflow.ModelConfigs;
import io.manabi.serving.tensorflow.WarmUpRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say which models are served, and how. */
final class ModelFlags {
  private static final String PER_MODEL_BATCHING = "batching_params.pbtxt";

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The name of the one model (default: ${DEFAULT-VALUE}).")
  private String modelName = "default";

  @Option(
      names = "--model-base-path",
      paramLabel = "DIR",
      description = "Where its versions are, each in a directory named by its number.")
  private @Nullable Path modelBasePath;

  @Option(
      names = "--model-config-file",
      paramLabel = "FILE",
      description =
          "A ModelServerConfig as text, with any number of models, version policies and labels;"
              + " looked at again together with the directories.")
  private @Nullable Path modelConfigFile;

  @Option(
      names = {"--file-system-poll-wait-seconds", "--model-config-file-poll-wait-seconds"},
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seconds between two looks for new versions; 0 for one look at the start (default:"
              + " ${DEFAULT-VALUE}).")
  private int pollWaitSeconds = 1;

  @Option(
      names = "--max-num-load-retries",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How often a version that cannot be loaded is tried again (default: ${DEFAULT-VALUE}).")
  private int maxLoadRetries = 5;

  @Option(
      names = "--load-retry-interval-micros",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Microseconds between two such tries (default: ${DEFAULT-VALUE}).")
  private long loadRetryMicros = 1_000_000;

  @Option(
      names = "--allow-version-labels-for-unavailable-models",
      arity = "0..1",
      fallbackValue = "true",
      description = "Let labels stand for versions that are not loaded yet.")
  private boolean labelsBeforeLoad;

  @Option(
      names = "--enable-model-warmup",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      description =
          "Before a new version answers, send it the requests in its"
              + " assets.extra/tf_serving_warmup_requests, or made-up ones (default:"
              + " ${DEFAULT-VALUE}).")
  private boolean warmUp = true;

  @Option(
      names = "--enable-batching",
      arity = "0..1",
      fallbackValue = "true",
      description = "Put requests that come together into one run of the model.")
  private boolean batching;

  @Option(
      names = "--batching-parameters-file",
      paramLabel = "FILE",
      description = "How: BatchingParameters as text.")
  private @Nullable Path batchingParametersFile;

  @Option(
      names = "--enable-per-model-batching-parameters",
      arity = "0..1",
      fallbackValue = "true",
      description = "A version's own " + PER_MODEL_BATCHING + " goes before that file.")
  private boolean perModelBatching;

  @Option(
      names = "--allow-ops",
      paramLabel = "OP",
      split = ",",
      description =
          "Operations that a model may have although they touch files, processes or the network;"
              + " others make it be refused.")
  private Set<String> allowedOps = new TreeSet<>();

  @Option(
      names = {"--tensorflow-intra-op-parallelism", "--tensorflow-session-parallelism"},
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How many threads one operation of a model may use; 0 for one for each processor (default:"
              + " ${DEFAULT-VALUE}). With 1, small models answer sooner and take less of the"
              + " processors.")
  private int intraOpParallelism;

  /**
   * What all models are loaded with.
   *
   * @param listeners what hears of what is run
   * @param picturePixels width times height of the largest picture that is decoded
   */
  ModelOptions modelOptions(ModelOptions.Listeners listeners, long picturePixels) {
    Optional<BatchingOptions> common =
        batchingParametersFile != null
            ? Optional.of(BatchingFile.read(batchingParametersFile))
            : Optional.of(BatchingOptions.DEFAULT);
    if (batchingParametersFile != null && !batching) {
      throw ManabiException.user(
          "--batching-parameters-file has no effect without --enable-batching; give both or none.");
    }
    return new ModelOptions(
        directory -> {
          Path own = directory.resolve(PER_MODEL_BATCHING);
          if (perModelBatching && Files.exists(own)) {
            return Optional.of(BatchingFile.read(own));
          }
          return batching ? common : Optional.empty();
        },
        warmUp ? new WarmUpRecords() : (model, directory) -> {},
        listeners,
        new LoadOptions(allowedOps, intraOpParallelism),
        picturePixels);
  }

  WatchOptions watchOptions() {
    return new WatchOptions(
        Duration.ofSeconds(pollWaitSeconds),
        maxLoadRetries,
        Duration.ofNanos(1000 * loadRetryMicros),
        labelsBeforeLoad);
  }

  /** Tells the models that are to be served now. */
  Supplier<List<ModelConfig>> models() {
    Path file = modelConfigFile;
    Path basePath = modelBasePath;
    if ((file == null) == (basePath == null)) {
      throw ManabiException.user(
          "Give either --model-base-path with --model-name, or --model-config-file.");
    }
    if (file != null) {
      return () -> ModelConfigs.read(file);
    }
    List<ModelConfig> one =
        List.of(
            new ModelConfig(
                modelName, requireNonNull(basePath), new VersionPolicy.Latest(1), Map.of()));
    return () -> one;
  }
}
