package io.manabi.registry;

import java.util.Map;

/**
 * What their owner says of a model or a version, and what the registry keeps without looking at it.
 *
 * @param description for people; 4,096 characters at most
 * @param labels what its owner sorts by
 * @param settings more of it, as a JSON object
 */
public record Details(String description, Map<String, String> labels, String settings) {
  static final String NO_SETTINGS = "{}";

  /** Keeps the labels that there are now. */
  public Details {
    labels = Map.copyOf(labels);
  }

  /** A description and nothing else. */
  public static Details of(String description) {
    return new Details(description, Map.of(), NO_SETTINGS);
  }
}
