package io.manabi.gateway.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path of REST that names a model, taken apart.
 *
 * @param beforeVersion such as {@code /v1/models/mnist}, percent-encoded
 * @param model its name, decoded
 * @param asked which of its versions
 * @param behindVersion such as {@code :predict}, percent-encoded
 */
public record ModelPath(
    String beforeVersion, String model, AskedVersion asked, String behindVersion) {
  private static final Pattern TENSORFLOW =
      Pattern.compile(
          "(/v1/(?:projects/[^/:]+/)?models/([^/:]+))"
              + "(?:/(versions|labels)/([^/:]+))?((?:[/:].*)?)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OPEN_INFERENCE =
      Pattern.compile("(/v2/models/([^/]+))(?:/(versions)/([^/]+))?((?:/.*)?)");

  /** The model that a path names; nothing if it names none. */
  static Optional<ModelPath> of(String path) {
    Matcher matcher = OPEN_INFERENCE.matcher(path);
    if (!matcher.matches()) {
      matcher = TENSORFLOW.matcher(path);
      if (!matcher.matches()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new ModelPath(
            matcher.group(1),
            decoded(matcher.group(2)),
            asked(matcher.group(3), matcher.group(4)),
            matcher.group(5)));
  }

  private static AskedVersion asked(String kind, String name) {
    if (kind == null) {
      return AskedVersion.NONE;
    }
    return kind.toLowerCase(Locale.ROOT).equals("labels")
        ? AskedVersion.label(decoded(name))
        : AskedVersion.named(decoded(name));
  }

  private static String decoded(String part) {
    try {
      // A plus is a plus in a path; only in a query would it be a space.
      return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return part;
    }
  }

  /** Whether the path is one of predictions. */
  public boolean isPrediction() {
    return behindVersion.startsWith(":") || behindVersion.equals("/infer");
  }

  /** The same path for a version. */
  public String withVersion(long version) {
    return beforeVersion + "/versions/" + version + behindVersion;
  }
}
