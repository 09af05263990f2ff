package io.manabi.control.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of models: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.models/list">projects.models.list</a>.
 *
 * @param models by name
 * @param nextPageToken what to ask the next page with; none on the last
 */
public record ModelList(List<ModelResource> models, @Nullable String nextPageToken) {}
