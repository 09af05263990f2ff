package io.manabi.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that was done with a version.
 *
 * @param time when
 * @param action what
 * @param version the name of the version
 * @param number its number, for its name may have been given again since
 * @param alias which, if it is about an alias
 * @param who whose key or token it was done with, if there was one
 */
public record ModelEvent(
    Instant time,
    Action action,
    String version,
    long number,
    Optional<String> alias,
    Optional<String> who) {

  /** What can be done. */
  public enum Action {
    /** It was created. */
    CREATE_VERSION,
    /** It became the default. */
    SET_DEFAULT,
    /** It became the default again, which it had been before another one. */
    ROLLBACK,
    /** An alias names it from then on. */
    SET_ALIAS,
    /** An alias names it no more. */
    REMOVE_ALIAS,
    /** It was deleted. */
    DELETE_VERSION
  }
}
