package io.manabi.gateway.routes;

import io.manabi.gateway.calls.ApiCall;
import io.manabi.gateway.calls.AskedVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is decided of the requests of one model.
 *
 * @param split which versions answer those that ask for none; if there is none, the server decides
 * @param stickyHeader the header whose value always gets the same version; empty for none
 * @param aliases versions by the names that requests may give them
 * @param shadow the version that is asked beside, if there is one
 */
public record ModelRoute(
    @Nullable Split split,
    String stickyHeader,
    Map<String, Long> aliases,
    @Nullable Shadow shadow) {

  private static final double ALL = 100;

  /** Values that are not given are none. */
  @SuppressWarnings("NullAway") // Jackson passes null for what is not given.
  public ModelRoute {
    stickyHeader = stickyHeader == null ? "" : stickyHeader;
    aliases = aliases == null ? Map.of() : Map.copyOf(aliases);
  }

  /** What is decided of a model here, and of what is not, there; its names are those of both. */
  ModelRoute over(ModelRoute told) {
    Map<String, Long> names = new HashMap<>(aliases);
    names.putAll(told.aliases);
    return new ModelRoute(split == null ? told.split : split, stickyHeader, names, shadow);
  }

  /**
   * The version for a request; empty if what it asks for stays.
   *
   * @param asked which one it asks for
   * @param work what it asks for: a prediction gets one of the versions of the split, and what
   *     describes a version the one of these that gets most predictions
   * @param sticky the value of the sticky header, if the request has one
   */
  public OptionalLong version(
      AskedVersion asked, ApiCall.Work work, @Nullable String sticky, RandomGenerator random) {
    if (!asked.isOpen()) {
      Long alias = aliases.get(asked.name());
      return alias == null ? OptionalLong.empty() : OptionalLong.of(alias);
    }
    boolean isPrediction = work == ApiCall.Work.PREDICTION;
    if (split == null || !(isPrediction || work == ApiCall.Work.DESCRIPTION)) {
      return OptionalLong.empty();
    }
    if (sticky != null) {
      return OptionalLong.of(split.choose(sticky));
    }
    return OptionalLong.of(isPrediction ? split.choose(random) : split.largest());
  }

  /**
   * The shadow of a request, if it has one.
   *
   * @param asked which version it asks for
   * @param version the one that it gets instead, if it does
   */
  public Optional<Shadow> shadow(AskedVersion asked, OptionalLong version, RandomGenerator random) {
    String real = version.isPresent() ? Long.toString(version.getAsLong()) : asked.name();
    return Optional.ofNullable(shadow)
        .filter(each -> !real.equals(Long.toString(each.version())))
        .filter(each -> random.nextDouble(ALL) < each.percent());
  }
}
