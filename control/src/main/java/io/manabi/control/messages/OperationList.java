package io.manabi.control.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of operations: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.operations/list">projects.operations.list</a>.
 *
 * @param operations the latest first
 * @param nextPageToken what to ask the next page with; none on the last
 */
public record OperationList(List<OperationResource> operations, @Nullable String nextPageToken) {}
