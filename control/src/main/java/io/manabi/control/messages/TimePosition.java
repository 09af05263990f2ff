package io.manabi.control.messages;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Where something is in a list with the latest first, so that a page can begin there whatever is
 * created in between.
 *
 * @param created when it was created
 * @param id its name, which orders those of the same time
 */
public record TimePosition(Instant created, String id) {
  private static final char BETWEEN = ' ';

  /** As in a token. */
  @Override
  public String toString() {
    return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, created)) + BETWEEN + id;
  }

  /**
   * Reads one.
   *
   * @param text none for what comes before all
   * @param now the time, which all was created before, but for clocks that differ
   * @throws IllegalArgumentException if it is none
   */
  public static TimePosition of(Optional<String> text, Instant now) {
    if (text.isEmpty()) {
      return new TimePosition(now.plus(Duration.ofDays(1)), "");
    }
    int between = text.get().indexOf(BETWEEN);
    try {
      long micros = Long.parseLong(text.get().substring(0, Math.max(0, between)));
      return new TimePosition(
          Instant.EPOCH.plus(micros, ChronoUnit.MICROS), text.get().substring(between + 1));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
