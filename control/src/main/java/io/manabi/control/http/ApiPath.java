package io.manabi.control.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The path of a method below {@code /v1/projects/}, as {@code {project}/jobs/{job}:cancel}.
 *
 * @param segments what is between slashes; variables are in braces, and a last one of two stars
 *     stands for one segment or more
 * @param verb what is behind the last colon, if there is one
 */
record ApiPath(List<String> segments, String verb) {
  private static final String ANY = "**";

  ApiPath {
    segments = List.copyOf(segments);
  }

  /** Reads a path, of a method or of a request. */
  static ApiPath of(String path) {
    int colon = path.indexOf(':', path.lastIndexOf('/') + 1);
    return new ApiPath(
        List.of((colon < 0 ? path : path.substring(0, colon)).split("/", -1)),
        colon < 0 ? "" : path.substring(colon + 1));
  }

  /** What a request has for the variables, if its path is one of this method. */
  Optional<Map<String, String>> variables(ApiPath request) {
    boolean any = segments.get(segments.size() - 1).equals(ANY);
    int fixed = any ? segments.size() - 1 : segments.size();
    if (any ? request.segments.size() <= fixed : request.segments.size() != fixed) {
      return Optional.empty();
    }
    if (!any && !request.verb.equals(verb)) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < fixed; i++) {
      String segment = segments.get(i);
      String value = request.segments.get(i);
      if (segment.startsWith("{")) {
        values.put(segment.substring(1, segment.length() - 1), value);
      } else if (!segment.equals(value)) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }
}
