package io.manabi.serving;

import java.util.Optional;

/**
 * How a model version is.
 *
 * @param name its name in Cloud ML Engine, such as {@code v1}
 * @param number its number in TensorFlow Serving
 * @param state its state
 * @param error why it could not be loaded, if so
 */
public record VersionStatus(String name, long number, VersionState state, Optional<String> error) {}
