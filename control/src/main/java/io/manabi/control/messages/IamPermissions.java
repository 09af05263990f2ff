package io.manabi.control.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Permissions that are asked about, or that the caller has of those.
 *
 * @param permissions such as {@code ml.jobs.get}
 */
public record IamPermissions(@Nullable List<String> permissions) {}
