package io.manabi.registry;

/**
 * The full name of a version.
 *
 * @param model the model that it is of
 * @param id its name there: letters, digits and underscores, beginning with a letter
 */
public record VersionName(ModelName model, String id) {
  /**
   * Checks the name.
   *
   * @throws RegistryFailure if it cannot be one
   */
  public VersionName {
    ModelName.requireId("version", id);
  }

  /** As in paths. */
  @Override
  public String toString() {
    return model + "/versions/" + id;
  }
}
