package io.manabi.serving.tensorflow;

import io.manabi.prediction.ServedModels;
import io.manabi.prediction.VersionState;
import io.manabi.prediction.VersionStatus;
import io.manabi.prediction.sources.ModelConfig;
import io.manabi.prediction.sources.ModelWatcher;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.apis.ModelServerConfig;
import java.util.List;
import java.util.function.Supplier;

/**
 * The models that are to be served: those of the command line, until a client sends others by
 * {@code HandleReloadConfigRequest}.
 */
public final class ReloadableModels implements Supplier<List<ModelConfig>> {
  private volatile Supplier<List<ModelConfig>> source;

  /** Those of a source, for the time being. */
  public ReloadableModels(Supplier<List<ModelConfig>> source) {
    this.source = source;
  }

  @Override
  public List<ModelConfig> get() {
    return source.get();
  }

  /**
   * Serves others from now on; returns when they are loaded.
   *
   * @throws PredictionFailure if the configuration contradicts itself, or a model of it cannot be
   *     loaded; the others are served then
   */
  public void reload(ModelServerConfig config, ModelWatcher watcher, ServedModels models) {
    List<ModelConfig> wanted;
    try {
      wanted = ModelConfigs.of(config);
    } catch (IllegalArgumentException e) {
      throw PredictionFailure.invalid("The configuration cannot be used: " + e.getMessage());
    }
    source = () -> wanted;
    watcher.look();
    for (ModelConfig model : wanted) {
      List<VersionStatus> statuses = models.statuses(model.name());
      if (statuses.stream().noneMatch(status -> status.state() == VersionState.AVAILABLE)) {
        throw statuses.stream()
            .flatMap(status -> status.error().stream())
            .map(error -> new PredictionFailure(error.code(), error.message()))
            .findFirst()
            .orElseGet(
                () ->
                    PredictionFailure.invalid(
                        "No versions of servable "
                            + model.name()
                            + " found under base path "
                            + model.basePath()));
      }
    }
  }
}
