package io.manabi.cli.demo;

import io.manabi.prediction.ServedModels;
import io.manabi.registry.Details;
import io.manabi.registry.Lineage;
import io.manabi.registry.ModelName;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.NewVersion;
import io.manabi.registry.Version;
import io.manabi.registry.VersionState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    String name = version.name().id();
    models.load(model, name, version.number(), Path.of(version.origin()));
    if (version.state() == VersionState.CREATING) {
      registry.versions().changeState(version.name(), VersionState.READY, "");
    }
    registry.setDefault(version.name(), Optional.empty());
    return version;
  }

  private Version register(ModelRegistry registry, Path export) {
    ModelName name = new ModelName(ModelName.DEFAULT_PROJECT, model);
    if (registry.findModel(name).isEmpty()) {
      registry.createModel(name, Details.of(description));
    }
    List<Version> versions = registry.versions().list(name);
    String origin = export.toAbsolutePath().toString();
    return versions.stream()
        .filter(each -> each.origin().equals(origin))
        .findFirst()
        .orElseGet(
            () ->
                registry
                    .versions()
                    .create(
                        new NewVersion(
                            name.version("v" + (versions.size() + 1)),
                            origin,
                            Details.of(""),
                            Lineage.UNKNOWN)));
  }
}
