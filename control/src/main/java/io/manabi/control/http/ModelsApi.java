package io.manabi.control.http;

import static com.linecorp.armeria.common.HttpMethod.DELETE;
import static com.linecorp.armeria.common.HttpMethod.GET;
import static com.linecorp.armeria.common.HttpMethod.PATCH;
import static com.linecorp.armeria.common.HttpMethod.POST;

import io.manabi.control.messages.ModelResource;
import io.manabi.control.messages.VersionResource;
import io.manabi.control.models.ModelControl;
import io.manabi.control.models.ModelService;
import io.manabi.control.models.OperationService;
import io.manabi.control.models.VersionService;
import io.manabi.registry.ModelName;
import io.manabi.registry.VersionName;
import java.util.List;
import java.util.Map;

/**
 * <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.models">projects.models</a>,
 * their versions, and operations over HTTP; and what Manabi has beside: {@code :rollback} and
 * {@code :history} of a model.
 */
public final class ModelsApi {
  private static final String MODELS = "{project}/models";
  private static final String MODEL = MODELS + "/{model}";
  private static final String VERSIONS = MODEL + "/versions";
  private static final String VERSION = VERSIONS + "/{version}";
  private static final String OPERATIONS = "{project}/operations";
  private static final String OPERATION = OPERATIONS + "/{operation}";
  private static final String LOCAL_OPERATION =
      "{project}/locations/{location}/operations/{operation}";

  private final ModelService models;
  private final VersionService versions;
  private final OperationService operations;

  /** The methods of the services. */
  public ModelsApi(ModelControl control) {
    this.models = control.models();
    this.versions = control.versions();
    this.operations = control.operations();
  }

  /** Has them answered. */
  public void addTo(Api api) {
    api.on(POST, MODELS, this::createModel)
        .on(GET, MODELS, this::listModels, "filter", "pageSize", "pageToken")
        .on(GET, MODEL, request -> models.get(model(request)))
        .on(PATCH, MODEL, this::patchModel, "updateMask")
        .on(DELETE, MODEL, request -> models.delete(model(request), request.who()))
        .on(POST, MODEL + ":rollback", this::rollback)
        .on(GET, MODEL + ":history", request -> models.history(model(request)))
        .on(POST, VERSIONS, this::createVersion)
        .on(GET, VERSIONS, this::listVersions, "filter", "pageSize", "pageToken")
        .on(GET, VERSION, request -> versions.get(version(request)))
        .on(PATCH, VERSION, this::patchVersion, "updateMask")
        .on(DELETE, VERSION, request -> versions.delete(version(request), request.who()))
        .on(POST, VERSION + ":setDefault", this::setDefault);
    api.on(GET, OPERATIONS, this::listOperations, "filter", "pageSize", "pageToken");
    for (String operation : List.of(OPERATION, LOCAL_OPERATION)) {
      api.on(GET, operation, this::getOperation).on(POST, operation + ":cancel", this::cancel);
    }
  }

  private static ModelName model(ApiRequest request) {
    return new ModelName(request.variable("project"), request.variable("model"));
  }

  private static VersionName version(ApiRequest request) {
    return model(request).version(request.variable("version"));
  }

  private Object createModel(ApiRequest request) {
    return models.create(request.variable("project"), request.body(ModelResource.class));
  }

  private Object listModels(ApiRequest request) {
    return models.list(request.variable("project"), request.parameter("filter"), request.page());
  }

  private Object patchModel(ApiRequest request) {
    return models.patch(
        model(request),
        request.body(ModelResource.class),
        request.parameter("updateMask"),
        request.who());
  }

  private Object rollback(ApiRequest request) {
    request.requireNothing();
    return models.rollback(model(request), request.who());
  }

  private Object createVersion(ApiRequest request) {
    return versions.create(model(request), request.body(VersionResource.class), request.who());
  }

  private Object listVersions(ApiRequest request) {
    return versions.list(model(request), request.parameter("filter"), request.page());
  }

  private Object patchVersion(ApiRequest request) {
    return versions.patch(
        version(request),
        request.body(VersionResource.class),
        request.parameter("updateMask"),
        request.who());
  }

  private Object setDefault(ApiRequest request) {
    request.requireNothing();
    return versions.setDefault(version(request), request.who());
  }

  private Object listOperations(ApiRequest request) {
    return operations.list(
        request.variable("project"), request.parameter("filter"), request.page());
  }

  private Object getOperation(ApiRequest request) {
    return operations.get(request.variable("project"), request.variable("operation"));
  }

  private Object cancel(ApiRequest request) {
    request.requireNothing();
    operations.cancel(request.variable("project"), request.variable("operation"));
    return Map.of();
  }
}
