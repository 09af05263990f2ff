package io.manabi.cli.demo;

import io.manabi.prediction.ServedModels;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.Version;
import io.manabi.registry.VersionState;
import java.nio.file.Path;
import java.util.List;

/**
 * The version of a model that a demo serves.
 *
 * @param model the name of the model
 * @param description what it is
 */
record ServedVersion(String model, String description) {

  /** Registers an export, unless it is registered already, loads it and makes it the default. */
  Version load(ModelRegistry registry, ServedModels models, Path export) {
    Version version = register(registry, export);
    models.load(model, version.name(), version.number(), version.origin());
    if (version.state() == VersionState.CREATING) {
      registry.changeState(model, version.name(), VersionState.READY);
    }
    registry.setDefault(model, version.name());
    return version;
  }

  private Version register(ModelRegistry registry, Path export) {
    if (registry.findModel(model).isEmpty()) {
      registry.createModel(model, description);
    }
    List<Version> versions = registry.versions(model);
    return versions.stream()
        .filter(each -> each.origin().equals(export))
        .findFirst()
        .orElseGet(() -> registry.createVersion(model, "v" + (versions.size() + 1), export, ""));
  }
}
