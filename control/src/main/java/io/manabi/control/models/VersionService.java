package io.manabi.control.models;

import static java.util.Objects.requireNonNullElse;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.control.messages.Etag;
import io.manabi.control.messages.Labels;
import io.manabi.control.messages.ListFilter;
import io.manabi.control.messages.OperationResource;
import io.manabi.control.messages.Page;
import io.manabi.control.messages.VersionList;
import io.manabi.control.messages.VersionResource;
import io.manabi.control.programs.LocalPaths;
import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import io.manabi.registry.Details;
import io.manabi.registry.Lineage;
import io.manabi.registry.Model;
import io.manabi.registry.ModelName;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.NewVersion;
import io.manabi.registry.Operation;
import io.manabi.registry.RegistryFailure;
import io.manabi.registry.Version;
import io.manabi.registry.VersionFiles;
import io.manabi.registry.VersionName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The methods of <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.models.versions">projects.models.versions</a>.
 * Safe for use by several threads and servers. What the registry refuses is thrown as a {@link
 * RegistryFailure}.
 */
public final class VersionService {
  private static final List<String> PATCHED =
      List.of("description", "labels", "lineage", "manualScaling", "autoScaling");

  private static final ListFilter.Fields<VersionResource> FIELDS =
      new ListFilter.Fields<>(
          Map.of(
              "name", version -> Resources.lastPart(requireNonNullElse(version.name(), "")),
              "description", VersionResource::description,
              "state", VersionResource::state,
              "createTime", VersionResource::createTime,
              "isDefault", version -> String.valueOf(version.isDefault() != null)),
          VersionResource::labels);

  private final ModelRegistry registry;
  private final OperationService operations;
  private final TrainedBy trainedBy;
  private final Runnable changed;

  /**
   * The methods.
   *
   * @param changed told when there is an operation to begin, or something else is to be served
   */
  VersionService(
      ModelRegistry registry, OperationService operations, TrainedBy trainedBy, Runnable changed) {
    this.registry = registry;
    this.operations = operations;
    this.trainedBy = trainedBy;
    this.changed = changed;
  }

  /**
   * Creates a version, which is brought into service by an operation.
   *
   * @param who whose key or token it is done with, if there is one
   * @return the operation
   * @throws ApiFailure if the version has no name, or no SavedModel where it says
   */
  public OperationResource create(ModelName model, VersionResource asked, Optional<String> who) {
    if (asked.name() == null) {
      throw ApiFailure.invalid("name", "The version has no name; give it one.");
    }
    VersionName name = model.version(asked.name());
    if (asked.framework() != null && !asked.framework().equals("TENSORFLOW")) {
      throw new ApiFailure(
          ErrorStatus.UNIMPLEMENTED,
          "The framework is " + asked.framework() + "; this server serves TENSORFLOW only.");
    }
    Location origin = origin(asked.deploymentUri());
    Operation operation =
        registry
            .versions()
            .beginCreate(
                new NewVersion(
                    name,
                    origin.toString(),
                    new Details(
                        Resources.description(asked.description()),
                        Labels.checked(asked.labels()),
                        SettingsJson.write(
                            new SettingsJson.OfVersion(
                                asked.runtimeVersion(),
                                asked.pythonVersion(),
                                asked.framework(),
                                asked.machineType(),
                                asked.manualScaling(),
                                asked.autoScaling()))),
                    trainedBy.lineage(
                        model.project(),
                        origin,
                        SettingsJson.checked(requireNonNullElse(asked.lineage(), Lineage.UNKNOWN)),
                        who)));
    changed.run();
    return operations.told(operation);
  }

  private static Location origin(@Nullable String uri) {
    if (uri == null || uri.isEmpty()) {
      throw ApiFailure.invalid(
          "deploymentUri", "The version has no deploymentUri; say where its SavedModel is.");
    }
    try {
      if (Location.isAddress(uri)) {
        return Location.of(uri); // The operation asks the other machine, which may take a while.
      }
      Location origin =
          LocalPaths.find(uri)
              .map(Location::of)
              .orElseThrow(
                  () ->
                      ApiFailure.invalid(
                          "deploymentUri",
                          "The deploymentUri is '"
                              + uri
                              + "'; expected the whole path of a folder on the server's machine, as"
                              + " /models/mnist, or its address, as s3://bucket/mnist."));
      VersionFiles.requireSavedModel(origin);
      return origin;
    } catch (ManabiException e) {
      throw ApiFailure.invalid("deploymentUri", e.getMessage());
    }
  }

  /**
   * Tells of a version.
   *
   * @throws RegistryFailure if there is none of that name
   */
  public VersionResource get(VersionName name) {
    Model model = registry.model(name.model());
    return Resources.of(registry.versions().get(name), isDefault(model, name));
  }

  private static boolean isDefault(Model model, VersionName name) {
    return model.defaultVersion().equals(Optional.of(name.id()));
  }

  /**
   * Lists the versions of a model, by number.
   *
   * @param filter see {@link ListFilter}; empty for all
   * @throws ApiFailure if one of these cannot be read
   */
  public VersionList list(ModelName name, String filter, Page.Request request) {
    Model model = registry.model(name);
    Page<VersionResource> page =
        Page.read(
            request,
            new Page.Source<Version>(
                name + "/versions",
                after ->
                    registry
                        .versions()
                        .list(name, after.map(Long::valueOf).orElse(0L), Page.LARGEST),
                version -> Long.toString(version.number())),
            version -> Resources.of(version, isDefault(model, version.name())),
            new ListFilter<>(filter, FIELDS));
    return new VersionList(page.items(), page.nextPageToken());
  }

  /**
   * Changes a version.
   *
   * @param mask names of the fields that change; empty for those that are set
   * @param who whose key or token it is done with, if there is one
   * @return the operation, which is done
   * @throws ApiFailure if the mask names what cannot be changed, or somebody has changed the
   *     version meanwhile
   */
  public OperationResource patch(
      VersionName name, VersionResource patch, String mask, Optional<String> who) {
    UpdateMask changes = new UpdateMask(mask, PATCHED);
    Object unused =
        registry
            .versions()
            .update(
                name,
                version -> {
                  Etag.require("Version " + name, version.revision(), patch.etag());
                  return patched(version, patch, changes);
                });
    return operations.done(
        Operation.Type.UPDATE_VERSION, name.model(), Optional.of(name.id()), who);
  }

  private static Version patched(Version version, VersionResource patch, UpdateMask mask) {
    SettingsJson.OfVersion settings =
        SettingsJson.read(version.details().settings(), SettingsJson.OfVersion.class);
    Details details =
        new Details(
            mask.changes("description", patch.description())
                ? Resources.description(patch.description())
                : version.details().description(),
            mask.changes("labels", patch.labels())
                ? Labels.checked(patch.labels())
                : version.details().labels(),
            SettingsJson.write(
                new SettingsJson.OfVersion(
                    settings.runtimeVersion(),
                    settings.pythonVersion(),
                    settings.framework(),
                    settings.machineType(),
                    mask.changes("manualScaling", patch.manualScaling())
                        ? patch.manualScaling()
                        : settings.manualScaling(),
                    mask.changes("autoScaling", patch.autoScaling())
                        ? patch.autoScaling()
                        : settings.autoScaling())));
    Version then = version.with(details);
    if (!mask.changes("lineage", patch.lineage())) {
      return then;
    }
    Lineage given = SettingsJson.checked(requireNonNullElse(patch.lineage(), Lineage.UNKNOWN));
    return then.with(
        new Lineage(
            given.job(),
            given.data(),
            given.transform(),
            given.metrics(),
            version.lineage().createdBy()));
  }

  /**
   * Makes a version the default of its model.
   *
   * @param who whose key or token it is done with, if there is one
   * @return the version
   */
  public VersionResource setDefault(VersionName name, Optional<String> who) {
    registry.setDefault(name, who);
    changed.run();
    return get(name);
  }

  /**
   * Takes a version out of service, and has an operation delete it.
   *
   * @param who whose key or token it is done with, if there is one
   * @return the operation
   */
  public OperationResource delete(VersionName name, Optional<String> who) {
    Operation operation = registry.versions().beginDelete(name, who);
    changed.run();
    return operations.told(operation);
  }
}
