package io.manabi.gateway.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path of REST that names a model, taken apart.
 *
 * @param project of Cloud ML Engine's API, decoded; empty if the path is of another one
 * @param beforeVersion such as {@code /v1/models/mnist}, percent-encoded
 * @param model its name, decoded
 * @param asked which of its versions
 * @param behindVersion such as {@code :predict}, percent-encoded
 */
public record ModelPath(
    String project, String beforeVersion, String model, AskedVersion asked, String behindVersion) {
  private static final Pattern TENSORFLOW =
      Pattern.compile(
          "(?<base>/v1/(?:projects/(?<project>[^/:]+)/)?models/(?<model>[^/:]+))"
              + "(?:/(?<kind>versions|labels)/(?<version>[^/:]+))?(?<rest>(?:[/:].*)?)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OPEN_INFERENCE =
      Pattern.compile(
          "(?<base>/v2/models/(?<model>[^/]+))"
              + "(?:/(?<kind>versions)/(?<version>[^/]+))?(?<rest>(?:/.*)?)");

  /** The model that a path names; nothing if it names none. */
  static Optional<ModelPath> of(String path) {
    Matcher inference = OPEN_INFERENCE.matcher(path);
    if (inference.matches()) {
      return Optional.of(of("", inference));
    }
    Matcher tensorflow = TENSORFLOW.matcher(path);
    if (!tensorflow.matches()) {
      return Optional.empty();
    }
    String project = tensorflow.group("project");
    return Optional.of(of(project == null ? "" : decoded(project), tensorflow));
  }

  private static ModelPath of(String project, Matcher matched) {
    return new ModelPath(
        project,
        matched.group("base"),
        decoded(matched.group("model")),
        asked(matched.group("kind"), matched.group("version")),
        matched.group("rest"));
  }

  private static AskedVersion asked(@Nullable String kind, @Nullable String name) {
    if (kind == null || name == null) {
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

  /** Whether the path is of Cloud ML Engine's API, which names projects. */
  public boolean isOfProject() {
    return !project.isEmpty();
  }

  /**
   * What servers call the model.
   *
   * @param ofProjects whether models belong to projects, so that it is {@code PROJECT.MODEL}
   */
  public String servedName(boolean ofProjects) {
    return ofProjects && isOfProject() ? project + "." + model : model;
  }

  /** Whether the path is one of predictions. */
  public boolean isPrediction() {
    return behindVersion.startsWith(":") || behindVersion.equals("/infer");
  }

  /** Whether the path is one of what a version is, or whether it is ready. */
  public boolean isDescription() {
    return beforeVersion.startsWith("/v2/")
        ? Set.of("", "/ready").contains(behindVersion)
        : behindVersion.equalsIgnoreCase("/metadata");
  }

  /** The same path for a version. */
  public String withVersion(long version) {
    return beforeVersion + "/versions/" + version + behindVersion;
  }
}
