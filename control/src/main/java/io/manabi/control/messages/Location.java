package io.manabi.control.messages;

import java.util.List;

/**
 * A place where jobs and models are: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.locations">Location</a>.
 *
 * @param name its full name
 * @param capabilities what can be done there
 */
public record Location(String name, List<Capability> capabilities) {
  /**
   * Something that can be done.
   *
   * @param type its name
   */
  public record Capability(String type) {}

  /**
   * The only place that there is.
   *
   * @param locations the place
   */
  public record Page(List<Location> locations) {}
}
