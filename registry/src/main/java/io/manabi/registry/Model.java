package io.manabi.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * A model: a name under which versions are served.
 *
 * @param name letters, digits and underscores, beginning with a letter
 * @param description what it is for; may be empty
 * @param defaultVersion the version that answers when a client names none; absent while the model
 *     has no version
 * @param createTime when it was created
 */
public record Model(
    String name, String description, Optional<String> defaultVersion, Instant createTime) {}
