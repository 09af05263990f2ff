package io.manabi.pipelines;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A unit of data that comes and goes as a whole, as the file of a day. What was computed of it can
 * be kept and used again as long as its fingerprint is the same.
 *
 * @param name its name, as the path of the file
 * @param fingerprint changes when its content or the way it is read does; for a file made of its
 *     size, its time of modification and the format
 */
public record Span(String name, String fingerprint) implements Serializable {

  /** Where it is as a file of this machine, absolute and normal; empty if it is elsewhere. */
  public Optional<Path> localFile() {
    return name.contains("://")
        ? Optional.empty()
        : Optional.of(Path.of(name).toAbsolutePath().normalize());
  }
}
