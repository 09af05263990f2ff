package io.manabi.control.messages;

import org.jspecify.annotations.Nullable;

/**
 * How many servers a version had in the cloud; kept and not looked at: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.models.versions#ManualScaling">
 * ManualScaling</a>.
 *
 * @param nodes how many
 */
public record ManualScaling(@Nullable Integer nodes) {}
