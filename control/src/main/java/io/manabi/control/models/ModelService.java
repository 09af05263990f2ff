package io.manabi.control.models;

import static java.util.Objects.requireNonNullElse;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.Etag;
import io.manabi.control.messages.Labels;
import io.manabi.control.messages.ListFilter;
import io.manabi.control.messages.ModelHistory;
import io.manabi.control.messages.ModelList;
import io.manabi.control.messages.ModelResource;
import io.manabi.control.messages.OperationResource;
import io.manabi.control.messages.Page;
import io.manabi.control.messages.VersionResource;
import io.manabi.registry.Details;
import io.manabi.registry.Model;
import io.manabi.registry.ModelName;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.Operation;
import io.manabi.registry.RegistryFailure;
import io.manabi.registry.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The methods of <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.models">projects.models</a>,
 * and those for aliases and for going back. Safe for use by several threads and servers. What the
 * registry refuses is thrown as a {@link RegistryFailure}.
 */
public final class ModelService {
  private static final List<String> PATCHED =
      List.of(
          "description",
          "labels",
          "aliases",
          "defaultVersion",
          "defaultVersion.name",
          "regions",
          "onlinePredictionLogging",
          "onlinePredictionConsoleLogging");

  private static final ListFilter.Fields<ModelResource> FIELDS =
      new ListFilter.Fields<>(
          Map.of(
              "name",
              model -> Resources.lastPart(requireNonNullElse(model.name(), "")),
              "description",
              ModelResource::description),
          ModelResource::labels);

  private final ModelRegistry registry;
  private final OperationService operations;
  private final Runnable changed;

  /**
   * The methods.
   *
   * @param changed told when something else is to be served
   */
  ModelService(ModelRegistry registry, OperationService operations, Runnable changed) {
    this.registry = registry;
    this.operations = operations;
    this.changed = changed;
  }

  /**
   * Creates a model without versions.
   *
   * @throws ApiFailure if it has no name, or fields that a new model cannot have
   */
  public ModelResource create(String project, ModelResource asked) {
    if (asked.name() == null) {
      throw ApiFailure.invalid("name", "The model has no name; give it one.");
    }
    if (asked.aliases() != null && !asked.aliases().isEmpty()) {
      throw ApiFailure.invalid(
          "aliases", "A new model has no versions that aliases could name; patch it later.");
    }
    ModelName name = new ModelName(project, asked.name());
    Model created =
        registry.createModel(
            name,
            new Details(
                Resources.description(asked.description()),
                Labels.checked(asked.labels()),
                SettingsJson.write(
                    new SettingsJson.OfModel(
                        asked.regions(),
                        asked.onlinePredictionLogging(),
                        asked.onlinePredictionConsoleLogging()))));
    return Resources.of(created, Optional.empty());
  }

  /**
   * Tells of a model.
   *
   * @throws RegistryFailure if there is none of that name
   */
  public ModelResource get(ModelName name) {
    return Resources.of(registry.model(name), registry);
  }

  /**
   * Lists models of a project, by name.
   *
   * @param filter see {@link ListFilter}; empty for all
   * @throws ApiFailure if one of these cannot be read
   */
  public ModelList list(String project, String filter, Page.Request request) {
    ModelName.requireProject(project);
    Page<ModelResource> page =
        Page.read(
            request,
            new Page.Source<Model>(
                "models",
                after -> registry.models(project, after.orElse(""), Page.LARGEST),
                model -> model.name().id()),
            model -> Resources.of(model, registry),
            new ListFilter<>(filter, FIELDS));
    return new ModelList(page.items(), page.nextPageToken());
  }

  /**
   * Changes a model.
   *
   * @param mask names of the fields that change; empty for those that are set
   * @param who whose key or token it is done with, if there is one
   * @return the operation, which is done
   * @throws ApiFailure if the mask names what cannot be changed, or somebody has changed the model
   *     meanwhile
   */
  public OperationResource patch(
      ModelName name, ModelResource patch, String mask, Optional<String> who) {
    UpdateMask changes = new UpdateMask(mask, PATCHED);
    Object unused =
        registry.updateModel(
            name,
            model -> {
              Etag.require("Model " + name, model.revision(), patch.etag());
              return patched(model, patch, changes);
            },
            who);
    changed.run();
    return operations.done(Operation.Type.UPDATE_MODEL, name, Optional.empty(), who);
  }

  private static Model patched(Model model, ModelResource patch, UpdateMask mask) {
    SettingsJson.OfModel settings =
        SettingsJson.read(model.details().settings(), SettingsJson.OfModel.class);
    Details details =
        new Details(
            mask.changes("description", patch.description())
                ? Resources.description(patch.description())
                : model.details().description(),
            mask.changes("labels", patch.labels())
                ? Labels.checked(patch.labels())
                : model.details().labels(),
            SettingsJson.write(
                new SettingsJson.OfModel(
                    mask.changes("regions", patch.regions()) ? patch.regions() : settings.regions(),
                    mask.changes("onlinePredictionLogging", patch.onlinePredictionLogging())
                        ? patch.onlinePredictionLogging()
                        : settings.onlinePredictionLogging(),
                    mask.changes(
                            "onlinePredictionConsoleLogging",
                            patch.onlinePredictionConsoleLogging())
                        ? patch.onlinePredictionConsoleLogging()
                        : settings.onlinePredictionConsoleLogging())));
    Model then = model.with(details);
    if (mask.changes("aliases", patch.aliases())) {
      then = then.withAliases(requireNonNullElse(patch.aliases(), Map.of()));
    }
    if (mask.changes("defaultVersion", patch.defaultVersion())
        || mask.changes("defaultVersion.name", null)) {
      VersionResource version = patch.defaultVersion();
      if (version == null || version.name() == null) {
        throw ApiFailure.invalid(
            "defaultVersion.name", "The patch names no defaultVersion; name a version.");
      }
      then = then.withDefault(Resources.lastPart(version.name()));
    }
    return then;
  }

  /**
   * Deletes a model that has no versions.
   *
   * @param who whose key or token it is done with, if there is one
   * @return the operation, which is done
   */
  public OperationResource delete(ModelName name, Optional<String> who) {
    return operations.told(registry.deleteModel(name, who));
  }

  /**
   * Makes the version the default again that was it before the one that is.
   *
   * @param who whose key or token it is done with, if there is one
   * @return the version that is the default then
   */
  public VersionResource rollback(ModelName name, Optional<String> who) {
    Version version = registry.rollback(name, who);
    changed.run();
    return Resources.of(version, true);
  }

  /** What was done with the versions of a model. */
  public ModelHistory history(ModelName name) {
    return new ModelHistory(registry.history(name).stream().map(Resources::of).toList());
  }
}
