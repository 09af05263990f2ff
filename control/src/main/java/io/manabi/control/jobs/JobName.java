package io.manabi.control.jobs;

import io.manabi.control.messages.ApiFailure;
import java.util.regex.Pattern;

/**
 * The full name of a job.
 *
 * @param project whose it is
 * @param id its name there
 */
public record JobName(String project, String id) {
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,62}");
  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");

  /**
   * Checks both.
   *
   * @throws ApiFailure if one cannot be a name
   */
  public JobName {
    requireProject(project);
    if (!ID.matcher(id).matches()) {
      throw ApiFailure.invalid(
          "'"
              + id
              + "' cannot name a job; use letters, digits and underscores, a letter first, 128 at"
              + " most.");
    }
  }

  /**
   * Checks the name of a project.
   *
   * @throws ApiFailure if it cannot be one
   */
  static void requireProject(String project) {
    if (!PROJECT.matcher(project).matches()) {
      throw ApiFailure.invalid(
          "'"
              + project
              + "' cannot name a project; use letters, digits and hyphens, a letter first, 63 at"
              + " most.");
    }
  }

  /** As in paths. */
  @Override
  public String toString() {
    return "projects/" + project + "/jobs/" + id;
  }
}
