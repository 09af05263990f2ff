package io.manabi.pipelines;

import io.manabi.core.files.Location;
import java.io.Serializable;

/**
 * A unit of data that comes and goes as a whole, as the file of a day. What was computed of it can
 * be kept and used again as long as its fingerprint is the same.
 *
 * @param name its name, as the path of the file
 * @param fingerprint changes when its content or the way it is read does; for a file made of its
 *     size, its time of modification and the format
 */
public record Span(String name, String fingerprint) implements Serializable {

  /** Where its name says it is. */
  public Location location() {
    return Location.of(name);
  }
}
