package io.manabi.prediction;

import io.manabi.core.ManabiException;
import io.manabi.prediction.batching.BatchingOptions;
import io.manabi.prediction.batching.RunListener;
import io.manabi.prediction.saved.LoadOptions;
import io.manabi.prediction.saved.LoadedModel;
import io.manabi.prediction.tensors.Pictures;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What models are loaded with.
 *
 * @param batching how requests are put together
 * @param warmUp what a model does before it answers requests
 * @param listeners what hears of what is run
 * @param load what a model may do
 * @param picturePixels width times height of the largest picture that a graph may decode
 */
public record ModelOptions(
    Batching batching, WarmUp warmUp, Listeners listeners, LoadOptions load, long picturePixels) {

  /**
   * Each request alone, one made-up request for each signature, nobody listens, and pictures of
   * {@link Pictures#USUAL_PIXELS}.
   */
  public static final ModelOptions DEFAULT =
      new ModelOptions(
          directory -> Optional.empty(),
          (model, directory) -> model.runEachOnce(),
          (model, version) -> RunListener.NONE,
          LoadOptions.DEFAULT,
          Pictures.USUAL_PIXELS);

  /**
   * Checks the number.
   *
   * @throws ManabiException if pictures may have no pixels
   */
  public ModelOptions {
    if (picturePixels <= 0) {
      throw ManabiException.user(
          "The limit of "
              + picturePixels
              + " pixels of a picture is none; expected a number above 0.");
    }
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
