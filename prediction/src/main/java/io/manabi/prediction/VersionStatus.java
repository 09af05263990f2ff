package io.manabi.prediction;

import java.util.Optional;
import org.tensorflow.proto.error.Code;

/**
 * How a model version is.
 *
 * @param name its name in Cloud ML Engine, such as {@code v1}
 * @param number its number in TensorFlow Serving
 * @param state its state
 * @param error why it could not be loaded, if so
 */
public record VersionStatus(String name, long number, VersionState state, Optional<Failure> error) {

  /**
   * Why a version could not be loaded.
   *
   * @param code what kind of failure it is
   * @param message one sentence
   */
  public record Failure(Code code, String message) {}
}
