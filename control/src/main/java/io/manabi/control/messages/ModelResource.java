package io.manabi.control.messages;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as clients tell and are told it: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.models#Model">Model</a>.
 *
 * @param name its full name; only the last part when it is created
 * @param description what it is for
 * @param defaultVersion the version that answers when a client names none
 * @param regions where it was to be in the cloud; kept and not looked at
 * @param onlinePredictionLogging whether the cloud logged predictions; kept and not looked at
 * @param onlinePredictionConsoleLogging whether it logged what models print; kept and not looked at
 * @param labels what its owner sorts models by
 * @param aliases further names of versions, each with the name of the version; Manabi's own
 * @param etag another one whenever the model has changed
 */
public record ModelResource(
    @Nullable String name,
    @Nullable String description,
    @Nullable VersionResource defaultVersion,
    @Nullable List<String> regions,
    @Nullable Boolean onlinePredictionLogging,
    @Nullable Boolean onlinePredictionConsoleLogging,
    @Nullable Map<String, String> labels,
    @Nullable Map<String, String> aliases,
    @Nullable String etag) {}
