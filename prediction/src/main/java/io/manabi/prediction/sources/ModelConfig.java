package io.manabi.prediction.sources;

import java.nio.file.Path;
import java.util.Map;

/**
 * A model that is to be served.
 *
 * @param name its name
 * @param basePath the directory that has a directory for each version, named by its number
 * @param policy which versions are served
 * @param labels numbers of versions by the labels that requests may name
 */
public record ModelConfig(
    String name, Path basePath, VersionPolicy policy, Map<String, Long> labels) {

  /** Copies the map. */
  public ModelConfig {
    labels = Map.copyOf(labels);
  }
}
