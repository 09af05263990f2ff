package io.manabi.control.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.control.messages.ApiFailure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * Where a page ends, so that the next can begin there whatever is created in between.
 *
 * @param created when the last job of the page was created
 * @param id its name
 */
record PageToken(Instant created, String id) {
  private static final char BETWEEN = ' ';

  /** As clients are told it. */
  String text() {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, created);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((Long.toString(micros) + BETWEEN + id).getBytes(UTF_8));
  }

  /**
   * What a client was told.
   *
   * @throws ApiFailure if it was not told this
   */
  static PageToken parse(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), UTF_8);
      int between = plain.indexOf(BETWEEN);
      long micros = Long.parseLong(plain.substring(0, between));
      return new PageToken(
          Instant.EPOCH.plus(micros, ChronoUnit.MICROS), plain.substring(between + 1));
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw ApiFailure.invalid(
          "The pageToken is none of this server; give the nextPageToken of the page before, or none"
              + " for the first page.");
    }
  }
}
