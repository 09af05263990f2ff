package io.manabi.registry;

import java.time.Instant;

/**
 * A version of a model.
 *
 * @param name its full name, as Cloud ML Engine's clients use it
 * @param number its number, counted up from 1 in each model and never used again, as TensorFlow
 *     Serving's clients use it
 * @param origin where its SavedModel was when it was created
 * @param details what its owner says of it
 * @param lineage where it comes from
 * @param state whether it can serve
 * @param error why it cannot; empty unless it is {@link VersionState#FAILED}
 * @param createTime when it was created
 * @param revision counts its changes
 */
public record Version(
    VersionName name,
    long number,
    String origin,
    Details details,
    Lineage lineage,
    VersionState state,
    String error,
    Instant createTime,
    long revision) {

  /** The same with other details. */
  public Version with(Details others) {
    return new Version(name, number, origin, others, lineage, state, error, createTime, revision);
  }

  /** The same with another lineage. */
  public Version with(Lineage other) {
    return new Version(name, number, origin, details, other, state, error, createTime, revision);
  }
}
