package io.manabi.control.messages;

import io.manabi.registry.Lineage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version of a model as clients tell and are told it: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.models.versions#Version">
 * Version</a>.
 *
 * @param name its full name; only the last part when it is created
 * @param description what is special about it
 * @param isDefault whether it answers when a client names none
 * @param deploymentUri where its SavedModel was when it was created
 * @param createTime when it was created, as in RFC 3339
 * @param runtimeVersion that of the cloud; kept and not looked at
 * @param pythonVersion that of Python; kept and not looked at
 * @param framework TENSORFLOW, if it is given
 * @param machineType where it was to be served in the cloud; kept and not looked at
 * @param manualScaling by how many servers; kept and not looked at
 * @param autoScaling between how many; kept and not looked at
 * @param labels what its owner sorts versions by
 * @param state the name of its state
 * @param errorMessage why it cannot serve
 * @param lineage where it comes from; Manabi's own
 * @param etag another one whenever the version has changed
 */
public record VersionResource(
    @Nullable String name,
    @Nullable String description,
    @Nullable Boolean isDefault,
    @Nullable String deploymentUri,
    @Nullable String createTime,
    @Nullable String runtimeVersion,
    @Nullable String pythonVersion,
    @Nullable String framework,
    @Nullable String machineType,
    @Nullable ManualScaling manualScaling,
    @Nullable AutoScaling autoScaling,
    @Nullable Map<String, String> labels,
    @Nullable String state,
    @Nullable String errorMessage,
    @Nullable Lineage lineage,
    @Nullable String etag) {

  /** One of which only the full name is told. */
  public static VersionResource named(String name) {
    return new VersionResource(
        name, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null);
  }
}
