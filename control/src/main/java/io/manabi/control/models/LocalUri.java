package io.manabi.control.models;

import io.manabi.control.messages.ApiFailure;
import java.net.URI;
import java.nio.file.Path;

/** Places on this machine, as clients tell them. */
final class LocalUri {
  private LocalUri() {}

  /**
   * The path that a client tells, as it is or as a {@code file} address.
   *
   * @param field what it is told in
   * @throws ApiFailure if it is a place elsewhere, or no whole path
   */
  static Path path(String field, String uri) {
    try {
      Path path =
          uri.startsWith("file:")
              ? Path.of(URI.create(uri))
              : Path.of(uri.contains("://") ? "" : uri);
      if (path.isAbsolute()) {
        return path.normalize();
      }
    } catch (IllegalArgumentException e) {
      // It is told below, as what else is no path.
    }
    throw ApiFailure.invalid(
        field,
        "The "
            + field
            + " is '"
            + uri
            + "'; expected the whole path of a folder on the server's machine, as /models/mnist.");
  }
}
