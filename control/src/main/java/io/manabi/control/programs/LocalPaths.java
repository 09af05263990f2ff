package io.manabi.control.programs;

import io.manabi.control.messages.ApiFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

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
    try {
      boolean isFile = uri.startsWith("file:");
      Path path = isFile ? Path.of(new URI(uri)) : Path.of(uri);
      if (path.isAbsolute() && (isFile || !uri.contains("://"))) {
        return path.normalize();
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // The sentence below says it.
    }
    throw ApiFailure.invalid(
        "trainingInput."
            + field
            + " has '"
            + uri
            + "'; expected an absolute path that this server sees.");
  }
}
