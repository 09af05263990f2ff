package io.manabi.jobs.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.ManabiException;
import java.util.Base64;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * Up to where the log of a job has been read, in each of its sources, so that reading can go on
 * there whatever is written, restarted or given up in between.
 *
 * @param read how far by the names of sources; 0 for those that are not in it
 */
record LogPosition(SortedMap<String, Long> read) {
  static final LogPosition BEGIN = new LogPosition(new TreeMap<>());

  private static final int CHECK_DIGITS = 8;

  long of(String source) {
    return read.getOrDefault(source, 0L);
  }

  LogPosition with(String source, long position) {
    SortedMap<String, Long> other = new TreeMap<>(read);
    other.put(source, position);
    return new LogPosition(other);
  }

  /**
   * As clients are told it.
   *
   * @param job for whose log it is
   */
  String text(String job) {
    String plain =
        read.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(" "));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((check(job, plain) + plain).getBytes(UTF_8));
  }

  private static String check(String job, String plain) {
    CRC32 sum = new CRC32();
    sum.update((job + " " + plain).getBytes(UTF_8));
    return String.format(Locale.ROOT, "%0" + CHECK_DIGITS + "x", sum.getValue());
  }

  /**
   * What a client was told; empty for the begin.
   *
   * @throws ManabiException if it was not told this for this job
   */
  static LogPosition parse(String job, String text) {
    if (text.isEmpty()) {
      return BEGIN;
    }
    try {
      String whole = new String(Base64.getUrlDecoder().decode(text), UTF_8);
      String plain = whole.substring(CHECK_DIGITS);
      if (whole.startsWith(check(job, plain))) {
        SortedMap<String, Long> read = new TreeMap<>();
        for (String each : plain.isEmpty() ? new String[0] : plain.split(" ", -1)) {
          int equals = each.indexOf('=');
          read.put(each.substring(0, equals), Long.parseLong(each.substring(equals + 1)));
        }
        return new LogPosition(read);
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The sentence below says it.
    }
    throw ManabiException.user(
        "The pageToken is none of the log of job "
            + job
            + "; give the nextPageToken of a page, or the pageToken of an entry, of this job.");
  }
}
