package io.manabi.serving.tensorflow;

import io.manabi.core.ManabiException;
import io.manabi.prediction.sources.ModelConfig;
import io.manabi.prediction.sources.SampledLog;
import io.manabi.prediction.sources.VersionPolicy;
import io.manabi.serving.apis.FileSystemStoragePathSourceConfig.ServableVersionPolicy;
import io.manabi.serving.apis.LoggingConfig;
import io.manabi.serving.apis.ModelServerConfig;
import io.manabi.serving.apis.PerTaskSamplingConfig;
import io.manabi.serving.apis.SamplingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The models that a server is to serve, as TensorFlow Serving is told them.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/serving_config">Tensorflow Serving
 *     Configuration</a>
 */
public final class ModelConfigs {
  private ModelConfigs() {}

  /**
   * Reads the file of {@code --model-config-file}.
   *
   * @throws ManabiException if it cannot be read, or configures no models
   */
  public static List<ModelConfig> read(Path file) {
    try {
      return of(
          TextFiles.read(file, "--model-config-file", ModelServerConfig.newBuilder()).build());
    } catch (IllegalArgumentException e) {
      throw ManabiException.user(
          "The file " + file + " of --model-config-file cannot be used: " + e.getMessage() + ".",
          e);
    }
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if it contradicts itself
   */
  static List<ModelConfig> of(ModelServerConfig config) {
    if (!config.hasModelConfigList()) {
      throw new IllegalArgumentException("it has no model_config_list");
    }
    List<ModelConfig> models = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (io.manabi.serving.apis.ModelConfig each : config.getModelConfigList().getConfigList()) {
      if (each.getName().isEmpty() || each.getBasePath().isEmpty()) {
        throw new IllegalArgumentException("each model needs a name and a base_path");
      }
      if (!names.add(each.getName())) {
        throw new IllegalArgumentException("model " + each.getName() + " is there twice");
      }
      if (!each.getModelPlatform().isEmpty() && !each.getModelPlatform().equals("tensorflow")) {
        throw new IllegalArgumentException(
            "model "
                + each.getName()
                + " has model_platform '"
                + each.getModelPlatform()
                + "'; there is only 'tensorflow'");
      }
      models.add(
          new ModelConfig(
              each.getName(),
              Path.of(each.getBasePath()),
              policy(each.getModelVersionPolicy()),
              each.getVersionLabelsMap(),
              log(each)));
    }
    return models;
  }

  /** Log collectors are of one type here: they write TFRecord files. */
  private static Optional<SampledLog> log(io.manabi.serving.apis.ModelConfig model) {
    LoggingConfig config = model.getLoggingConfig();
    double rate = rate(config.getSamplingConfig());
    if (rate == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SampledLog(config.getLogCollectorConfig().getFilenamePrefix(), rate));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("model " + model.getName() + ": " + e.getMessage(), e);
    }
  }

  /** A server is no numbered task of a data centre: what holds for one of these says nothing. */
  private static double rate(SamplingConfig config) {
    return config.getPerTaskSamplingConfigsList().stream()
        .filter(task -> task.getDc().isEmpty() && !task.hasTaskIndex())
        .findFirst()
        .map(PerTaskSamplingConfig::getSamplingRate)
        .orElse(config.getSamplingRate());
  }

  private static VersionPolicy policy(ServableVersionPolicy policy) {
    return switch (policy.getPolicyChoiceCase()) {
      case ALL -> new VersionPolicy.All();
      case SPECIFIC -> new VersionPolicy.Specific(policy.getSpecific().getVersionsList());
      case LATEST -> new VersionPolicy.Latest(Math.max(1, policy.getLatest().getNumVersions()));
      case POLICYCHOICE_NOT_SET -> new VersionPolicy.Latest(1);
    };
  }
}
