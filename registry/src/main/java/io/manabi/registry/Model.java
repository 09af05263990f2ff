package io.manabi.registry;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A model: a name under which versions are served.
 *
 * @param name its full name
 * @param details what its owner says of it
 * @param defaultVersion the name of the version that answers when a client names none; absent while
 *     the model has no version
 * @param aliases further names of versions, each with the name of the version
 * @param createTime when it was created
 * @param revision counts its changes
 */
public record Model(
    ModelName name,
    Details details,
    Optional<String> defaultVersion,
    Map<String, String> aliases,
    Instant createTime,
    long revision) {
  /** Keeps the aliases that there are now. */
  public Model {
    aliases = Map.copyOf(aliases);
  }

  /** The same with other details. */
  public Model with(Details others) {
    return new Model(name, others, defaultVersion, aliases, createTime, revision);
  }

  /** The same with another default. */
  public Model withDefault(String version) {
    return new Model(name, details, Optional.of(version), aliases, createTime, revision);
  }

  /** The same with other aliases. */
  public Model withAliases(Map<String, String> others) {
    return new Model(name, details, defaultVersion, others, createTime, revision);
  }
}
