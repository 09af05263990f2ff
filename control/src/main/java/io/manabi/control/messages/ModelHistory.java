package io.manabi.control.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was done with the versions of a model; Manabi's own.
 *
 * @param events the latest first
 */
public record ModelHistory(List<Event> events) {
  /**
   * Something that was done with a version.
   *
   * @param time when, as in RFC 3339
   * @param action what, such as SET_DEFAULT or ROLLBACK
   * @param version the name of the version
   * @param number its number
   * @param alias which, if it was about one
   * @param who whose key or token it was done with, if there was one
   */
  public record Event(
      String time,
      String action,
      String version,
      long number,
      @Nullable String alias,
      @Nullable String who) {}
}
