package io.manabi.control.models;

import io.manabi.control.messages.ListFilter;
import io.manabi.control.messages.OperationList;
import io.manabi.control.messages.OperationResource;
import io.manabi.control.messages.Page;
import io.manabi.control.messages.TimePosition;
import io.manabi.control.messages.VersionResource;
import io.manabi.registry.Model;
import io.manabi.registry.ModelName;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.Operation;
import io.manabi.registry.OperationLog;
import io.manabi.registry.RegistryFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The methods of <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.operations">projects.operations</a>.
 * Safe for use by several threads and servers.
 */
public final class OperationService {
  private static final ListFilter.Fields<OperationResource> FIELDS =
      new ListFilter.Fields<>(
          Map.of(
              "name", operation -> Resources.lastPart(operation.name()),
              "done", operation -> String.valueOf(operation.done()),
              "metadata.operationType", operation -> operation.metadata().operationType(),
              "metadata.modelName",
                  operation -> Resources.lastPart(operation.metadata().modelName()),
              "metadata.createTime", operation -> operation.metadata().createTime()),
          operation -> null);

  private final ModelRegistry registry;
  private final Clock clock;
  private final Runnable changed;

  /**
   * The methods.
   *
   * @param changed told when an operation is to be ended
   */
  OperationService(ModelRegistry registry, Clock clock, Runnable changed) {
    this.registry = registry;
    this.clock = clock;
    this.changed = changed;
  }

  /**
   * Tells of an operation.
   *
   * @throws RegistryFailure if there is none of that name
   */
  public OperationResource get(String project, String id) {
    return told(
        registry.operations().find(project, id).orElseThrow(() -> OperationLog.none(project, id)));
  }

  /**
   * Lists operations of a project, the latest first.
   *
   * @param filter see {@link ListFilter}; empty for all
   * @throws io.manabi.control.messages.ApiFailure if one of these cannot be read
   */
  public OperationList list(String project, String filter, Page.Request request) {
    ModelName.requireProject(project);
    Page<OperationResource> page =
        Page.read(
            request,
            new Page.Source<Operation>(
                "operations",
                after -> before(project, TimePosition.of(after, clock.instant())),
                operation ->
                    new TimePosition(operation.times().created(), operation.id()).toString()),
            this::told,
            new ListFilter<>(filter, FIELDS));
    return new OperationList(page.items(), page.nextPageToken());
  }

  private List<Operation> before(String project, TimePosition position) {
    return registry.operations().before(project, position.created(), position.id(), Page.LARGEST);
  }

  /**
   * Asks for the end of an operation; does nothing if it has ended.
   *
   * @throws RegistryFailure if there is none of that name
   */
  public void cancel(String project, String id) {
    registry.operations().cancel(project, id);
    changed.run();
  }

  /** Keeps and tells that something has been done. */
  OperationResource done(
      Operation.Type type, ModelName model, Optional<String> version, Optional<String> who) {
    return told(registry.operations().addDone(type, model, version, who));
  }

  OperationResource told(Operation operation) {
    Operation.Times times = operation.times();
    return new OperationResource(
        "projects/" + operation.project() + "/operations/" + operation.id(),
        new OperationResource.Metadata(
            times.created().toString(),
            times.started().map(Instant::toString).orElse(null),
            times.ended().map(Instant::toString).orElse(null),
            operation.isCancelled(),
            operation.type().name(),
            operation.model().toString(),
            operation
                .version()
                .map(id -> VersionResource.named(operation.model().version(id).toString()))
                .orElse(null)),
        operation.isDone(),
        operation.failure().map(OperationService::status).orElse(null),
        response(operation));
  }

  private static OperationResource.Status status(Operation.Failure failure) {
    int code =
        switch (failure.kind()) {
          case CANCELLED -> 1;
          case UNUSABLE -> 9;
          case INTERNAL -> 13;
          case RESOURCES -> 14;
        };
    return new OperationResource.Status(
        code,
        failure.message(),
        List.of(
            Map.of(
                "@type",
                "type.googleapis.com/google.rpc.ErrorInfo",
                "reason",
                failure.kind().name(),
                "domain",
                "manabi",
                "metadata",
                Map.of())));
  }

  private OperationResource.@Nullable Response response(Operation operation) {
    if (!operation.isDone() || operation.failure().isPresent()) {
      return null;
    }
    return switch (operation.type()) {
      case DELETE_MODEL, DELETE_VERSION -> OperationResource.Response.nothing();
      case UPDATE_MODEL ->
          registry
              .findModel(operation.model())
              .map(model -> OperationResource.Response.of(Resources.of(model, registry)))
              .orElse(OperationResource.Response.nothing());
      case CREATE_VERSION, UPDATE_VERSION ->
          registry
              .findModel(operation.model())
              .flatMap(model -> version(model, operation.version().orElseThrow()))
              .map(OperationResource.Response::of)
              .orElse(OperationResource.Response.nothing());
    };
  }

  private Optional<VersionResource> version(Model model, String id) {
    return registry
        .versions()
        .find(model.name().version(id))
        .map(version -> Resources.of(version, model.defaultVersion().equals(Optional.of(id))));
  }
}
