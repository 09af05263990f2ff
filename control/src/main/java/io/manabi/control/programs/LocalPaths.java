package io.manabi.control.programs;

import io.manabi.control.messages.ApiFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/** Paths that clients name. */
public final class LocalPaths {
  private LocalPaths() {}

  /**
   * A path of this machine.
   *
   * @param field which field of a training input has it
   * @param uri what is there: an absolute path, or a URI of one
   * @throws ApiFailure if it is no such path
   */
  public static Path of(String field, String uri) {
    return find(uri)
        .orElseThrow(
            () ->
                ApiFailure.invalid(
                    "trainingInput."
                        + field
                        + " has '"
                        + uri
                        + "'; expected an absolute path that this server sees."));
  }

  /** The path of this machine that a client names, as it is or as a URI; empty if it is none. */
  public static Optional<Path> find(String uri) {
    try {
      boolean isFile = uri.startsWith("file:");
      Path path = isFile ? Path.of(new URI(uri)) : Path.of(uri);
      return path.isAbsolute() && (isFile || !uri.contains("://"))
          ? Optional.of(path.normalize())
          : Optional.empty();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
