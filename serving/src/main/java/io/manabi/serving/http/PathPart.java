package io.manabi.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;

/** A part of a path, between two slashes. */
public final class PathPart {
  private PathPart() {}

  /**
   * What stands there percent-encoded.
   *
   * @throws IllegalArgumentException if it is not percent-encoded
   */
  public static String decode(String part) {
    // A plus is a plus in a path; only in a query would it be a space.
    return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
  }
}
