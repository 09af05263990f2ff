package io.manabi.control.messages;

import org.jspecify.annotations.Nullable;

/**
 * Between how many servers a version had in the cloud; kept and not looked at: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.models.versions#AutoScaling">
 * AutoScaling</a>.
 *
 * @param minNodes how many at least
 * @param maxNodes how many at most
 */
public record AutoScaling(@Nullable Integer minNodes, @Nullable Integer maxNodes) {}
