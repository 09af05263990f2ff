package io.manabi.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a version comes from, as far as it is known.
 *
 * @param job the name of the job that trained it
 * @param data where the examples were that it was trained with
 * @param transform where the graph is that has prepared them
 * @param metrics what its evaluation said, by name
 * @param createdBy whose key or token it was created with
 */
public record Lineage(
    @Nullable String job,
    @Nullable String data,
    @Nullable String transform,
    @Nullable Map<String, Double> metrics,
    @Nullable String createdBy) {
  /** Nothing is known. */
  public static final Lineage UNKNOWN = new Lineage(null, null, null, null, null);
}
