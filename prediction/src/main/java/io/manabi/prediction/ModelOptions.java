package io.manabi.prediction;

import io.manabi.prediction.batching.BatchingOptions;
import io.manabi.prediction.batching.RunListener;
import io.manabi.prediction.saved.LoadedModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What models are loaded with.
 *
 * @param batching how requests are put together
 * @param warmUp what a model does before it answers requests
 * @param listeners what hears of what is run
 * @param allowedOps operations that a model may have although they touch files, processes or the
 *     network
 */
public record ModelOptions(
    Batching batching, WarmUp warmUp, Listeners listeners, Set<String> allowedOps) {

  /** Each request alone, one made-up request for each signature, and nobody listens. */
  public static final ModelOptions DEFAULT =
      new ModelOptions(
          directory -> Optional.empty(),
          (model, directory) -> model.runEachOnce(),
          (model, version) -> RunListener.NONE,
          Set.of());

  /** Copies the set. */
  public ModelOptions {
    allowedOps = Set.copyOf(allowedOps);
  }

  /** How requests are put together. */
  @FunctionalInterface
  public interface Batching {
    /** The options for the SavedModel in a directory; empty if each request runs alone. */
    Optional<BatchingOptions> of(Path directory);
  }

  /** What a model does before it answers requests. */
  @FunctionalInterface
  public interface WarmUp {
    /**
     * Runs it as often as is needed for the first request to be as fast as the others.
     *
     * @param directory the SavedModel
     * @throws io.manabi.core.ManabiException if it cannot be used
     */
    void run(LoadedModel model, Path directory);
  }

  /** What hears of what is run. */
  @FunctionalInterface
  public interface Listeners {
    /** The listener for a version. */
    RunListener of(String model, long version);
  }
}
