package io.manabi.control.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tasks of one role run: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs#ReplicaConfig">
 * ReplicaConfig</a>.
 *
 * @param containerCommand a program and its first arguments
 * @param containerArgs more arguments of it
 */
public record ReplicaConfig(
    @Nullable List<String> containerCommand, @Nullable List<String> containerArgs) {}
