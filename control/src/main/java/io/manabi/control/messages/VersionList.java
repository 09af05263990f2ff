package io.manabi.control.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of versions: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.models.versions/list">projects.models.versions.list</a>.
 *
 * @param versions by number
 * @param nextPageToken what to ask the next page with; none on the last
 */
public record VersionList(List<VersionResource> versions, @Nullable String nextPageToken) {}
