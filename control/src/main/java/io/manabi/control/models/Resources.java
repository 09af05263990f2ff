package io.manabi.control.models;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.Etag;
import io.manabi.control.messages.ModelHistory;
import io.manabi.control.messages.ModelResource;
import io.manabi.control.messages.VersionResource;
import io.manabi.registry.Lineage;
import io.manabi.registry.Model;
import io.manabi.registry.ModelEvent;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.Version;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is in the registry, as clients are told it. */
final class Resources {
  private static final int MOST_CHARACTERS = 4096;

  private Resources() {}

  static ModelResource of(Model model, Optional<Version> defaultVersion) {
    SettingsJson.OfModel settings =
        SettingsJson.read(model.details().settings(), SettingsJson.OfModel.class);
    return new ModelResource(
        model.name().toString(),
        nullIfEmpty(model.details().description()),
        defaultVersion.map(version -> of(version, true)).orElse(null),
        settings.regions(),
        settings.onlinePredictionLogging(),
        settings.onlinePredictionConsoleLogging(),
        nullIfEmpty(model.details().labels()),
        nullIfEmpty(model.aliases()),
        Etag.of(model.revision()));
  }

  /** A model with its default version. */
  static ModelResource of(Model model, ModelRegistry registry) {
    return of(
        model,
        model.defaultVersion().flatMap(id -> registry.versions().find(model.name().version(id))));
  }

  static VersionResource of(Version version, boolean isDefault) {
    SettingsJson.OfVersion settings =
        SettingsJson.read(version.details().settings(), SettingsJson.OfVersion.class);
    return new VersionResource(
        version.name().toString(),
        nullIfEmpty(version.details().description()),
        isDefault ? true : null,
        version.origin(),
        version.createTime().toString(),
        settings.runtimeVersion(),
        settings.pythonVersion(),
        settings.framework(),
        settings.machineType(),
        settings.manualScaling(),
        settings.autoScaling(),
        nullIfEmpty(version.details().labels()),
        version.state().name(),
        nullIfEmpty(version.error()),
        version.lineage().equals(Lineage.UNKNOWN) ? null : version.lineage(),
        Etag.of(version.revision()));
  }

  static ModelHistory.Event of(ModelEvent event) {
    return new ModelHistory.Event(
        event.time().toString(),
        event.action().name(),
        event.version(),
        event.number(),
        event.alias().orElse(null),
        event.who().orElse(null));
  }

  /**
   * A description that a client gives.
   *
   * @throws ApiFailure if it is too long
   */
  static String description(@Nullable String given) {
    if (given != null && given.length() > MOST_CHARACTERS) {
      throw ApiFailure.invalid(
          "description",
          "The description has "
              + given.length()
              + " characters; expected at most "
              + MOST_CHARACTERS
              + ".");
    }
    return given == null ? "" : given;
  }

  /** The last part of a name, which may be given as a whole. */
  static String lastPart(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable Map<String, String> nullIfEmpty(Map<String, String> map) {
    return map.isEmpty() ? null : map;
  }
}
