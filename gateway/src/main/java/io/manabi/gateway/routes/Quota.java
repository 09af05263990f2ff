package io.manabi.gateway.routes;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.manabi.core.ManabiException;
import org.jspecify.annotations.Nullable;

/**
 * How many predictions a key may ask for.
 *
 * @param key its name, or {@code *} for each key by itself; requests without one are one key
 * @param model of which model, or {@code *} for all together
 * @param requestsPerSecond how many in the long run
 * @param burst how many at once; a second's if not given
 */
public record Quota(
    String key,
    String model,
    @JsonProperty(required = true) double requestsPerSecond,
    @Nullable Long burst) {
  static final String ANY = "*";

  /**
   * @throws ManabiException if a number is not above 0
   */
  @SuppressWarnings("NullAway") // Jackson passes null for what is not given.
  public Quota {
    key = key == null ? ANY : key;
    model = model == null ? ANY : model;
    burst = burst == null ? Long.valueOf((long) Math.max(1, Math.ceil(requestsPerSecond))) : burst;
    if (!(requestsPerSecond > 0) || burst < 1) {
      throw ManabiException.user(
          "The quota of key '"
              + key
              + "' is "
              + requestsPerSecond
              + " requests a second and "
              + burst
              + " at once; expected numbers above 0.");
    }
  }

  boolean isFor(String someKey, String someModel) {
    return (key.equals(ANY) || key.equals(someKey))
        && (model.equals(ANY) || model.equals(someModel));
  }
}
