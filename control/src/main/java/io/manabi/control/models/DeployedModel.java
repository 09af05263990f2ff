package io.manabi.control.models;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A model that is to be served.
 *
 * @param project whose it is
 * @param model its name in the project
 * @param basePath a folder with one folder for each version, named by its number, with a SavedModel
 * @param versions the numbers of those that are to be served
 * @param names numbers of versions by what requests may call them: the versions' own names and
 *     aliases
 * @param defaultVersion the number of the one that answers who names none
 */
public record DeployedModel(
    String project,
    String model,
    Path basePath,
    Set<Long> versions,
    Map<String, Long> names,
    OptionalLong defaultVersion) {
  /** Keeps what is there now. */
  public DeployedModel {
    versions = Set.copyOf(versions);
    names = Map.copyOf(names);
  }

  /** What prediction servers call it: project and model with a dot between. */
  public String servedName() {
    return project + "." + model;
  }
}
