package io.manabi.registry;

import java.util.Map;
import java.util.Set;

/**
 * The states of a version, named as in <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.models.versions#State">Cloud
 * ML Engine</a>.
 */
public enum VersionState {
  /** It is being made ready to serve. */
  CREATING,
  /** It can serve. */
  READY,
  /** It could not be made ready, or its files are not what they were. */
  FAILED,
  /** It is being taken out of service, and will be deleted. */
  DELETING;

  private static final Map<VersionState, Set<VersionState>> FOLLOWERS =
      Map.of(
          CREATING, Set.of(READY, FAILED, DELETING),
          READY, Set.of(FAILED, DELETING),
          FAILED, Set.of(CREATING, DELETING),
          DELETING, Set.of());

  boolean canBecome(VersionState next) {
    return FOLLOWERS.getOrDefault(this, Set.of()).contains(next);
  }
}
