package io.manabi.web;

/** What callers may do beside what their keys and tokens say, as by the policies of resources. */
@FunctionalInterface
public interface Grants {
  /** Nothing beside. */
  Grants NONE = (member, need) -> false;

  /**
   * Whether somebody may do something. It is asked on an event loop, so it must not block.
   *
   * @param member who: {@code serviceAccount:} and the name of a key, or {@code user:} and the
   *     subject of a token
   */
  boolean permit(String member, Need need);
}
