package io.manabi.prediction.sources;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model that is to be served.
 *
 * @param name its name
 * @param basePath the directory that has a directory for each version, named by its number
 * @param policy which versions are served
 * @param labels numbers of versions by the labels that requests may name
 * @param log which requests are logged, if any
 */
public record ModelConfig(
    String name,
    Path basePath,
    VersionPolicy policy,
    Map<String, Long> labels,
    Optional<SampledLog> log) {

  /** Copies the map. */
  public ModelConfig {
    labels = Map.copyOf(labels);
  }

  /** A model whose requests are not logged. */
  public ModelConfig(String name, Path basePath, VersionPolicy policy, Map<String, Long> labels) {
    this(name, basePath, policy, labels, Optional.empty());
  }
}
