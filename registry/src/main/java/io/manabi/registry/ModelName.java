package io.manabi.registry;

import java.util.regex.Pattern;

/**
 * The full name of a model.
 *
 * @param project whose it is: letters, digits and hyphens, beginning with a letter
 * @param id its name there: letters, digits and underscores, beginning with a letter
 */
public record ModelName(String project, String id) {
  /** Whose models are of nobody in particular. */
  public static final String DEFAULT_PROJECT = "default";

  private static final Pattern PROJECT = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,62}");
  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");

  /**
   * Checks both.
   *
   * @throws RegistryFailure if one cannot be a name
   */
  public ModelName {
    requireProject(project);
    requireId("model", id);
  }

  /**
   * Checks the name of a project.
   *
   * @throws RegistryFailure if it cannot be one
   */
  public static void requireProject(String project) {
    if (!PROJECT.matcher(project).matches()) {
      throw new RegistryFailure(
          RegistryFailure.Kind.INVALID,
          "'"
              + project
              + "' cannot name a project; use letters, digits and hyphens, a letter first, 63 at"
              + " most.");
    }
  }

  static void requireId(String what, String id) {
    if (!ID.matcher(id).matches()) {
      throw new RegistryFailure(
          RegistryFailure.Kind.INVALID,
          "'"
              + id
              + "' cannot name a "
              + what
              + "; use letters, digits and underscores, a letter first, 128 at most.");
    }
  }

  /** A version of it. */
  public VersionName version(String version) {
    return new VersionName(this, version);
  }

  /** As in paths. */
  @Override
  public String toString() {
    return "projects/" + project + "/models/" + id;
  }
}
