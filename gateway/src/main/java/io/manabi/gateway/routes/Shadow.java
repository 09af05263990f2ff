package io.manabi.gateway.routes;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.manabi.core.ManabiException;

/**
 * A version that is asked beside the one that answers, to be compared with it.
 *
 * @param version which
 * @param percent of the requests
 * @param tolerance by how much numbers may differ, as a part of the larger one or of 1
 * @param mostInFlight how many such requests there may be at the same time; more are left out
 */
public record Shadow(
    @JsonProperty(required = true) long version,
    Double percent,
    Double tolerance,
    Integer mostInFlight) {
  private static final double ALL = 100;
  private static final double TOLERANCE = 1e-5;
  private static final int IN_FLIGHT = 16;

  /**
   * Values that are not given are the usual: 100 percent, 1e-5, 16.
   *
   * @throws ManabiException if one is out of its bounds
   */
  @SuppressWarnings("NullAway") // Jackson passes null for what is not given.
  public Shadow {
    percent = percent == null ? Double.valueOf(ALL) : percent;
    tolerance = tolerance == null ? Double.valueOf(TOLERANCE) : tolerance;
    mostInFlight = mostInFlight == null ? Integer.valueOf(IN_FLIGHT) : mostInFlight;
    if (!(percent >= 0 && percent <= ALL)) {
      throw ManabiException.user("A shadow has " + percent + " percent; expected 0 to 100.");
    }
    if (!(tolerance >= 0) || mostInFlight < 1) {
      throw ManabiException.user(
          "A shadow has the tolerance "
              + tolerance
              + " and "
              + mostInFlight
              + " requests in flight; expected 0 or more, and 1 or more.");
    }
  }
}
