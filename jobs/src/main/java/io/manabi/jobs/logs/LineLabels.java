package io.manabi.jobs.logs;

import io.manabi.core.events.Severity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line says of its own time and severity, as loggers write it: logback and others of Java,
 * Python's logging, Abseil's, and TensorFlow's.
 *
 * @param time if it says one
 * @param severity if it says one
 * @param isLogged whether a logger has put one of them before it, so that it begins something
 */
record LineLabels(Optional<Instant> time, Optional<Severity> severity, boolean isLogged) {
  private static final LineLabels NONE = new LineLabels(Optional.empty(), Optional.empty(), false);

  /** Nobody writes a label far behind. */
  private static final int MOST_CHARACTERS = 200;

  private static final String LEVELS =
      "TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL";

  private static final Map<String, Severity> SEVERITIES =
      Map.ofEntries(
          Map.entry("TRACE", Severity.DEBUG),
          Map.entry("DEBUG", Severity.DEBUG),
          Map.entry("D", Severity.DEBUG),
          Map.entry("WARN", Severity.WARNING),
          Map.entry("WARNING", Severity.WARNING),
          Map.entry("W", Severity.WARNING),
          Map.entry("ERROR", Severity.ERROR),
          Map.entry("SEVERE", Severity.ERROR),
          Map.entry("E", Severity.ERROR),
          Map.entry("CRITICAL", Severity.CRITICAL),
          Map.entry("FATAL", Severity.CRITICAL),
          Map.entry("F", Severity.CRITICAL));

  /** {@code 2026-11-30 12:00:00,123}, with or without the zone. */
  private static final Pattern TIME =
      Pattern.compile(
          "\\[?(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d{1,9}))?"
              + "(Z|[+-]\\d\\d:?\\d\\d)?\\]?");

  /** {@code W1130 12:00:00.123456}, with month and day. */
  private static final Pattern ABSEIL =
      Pattern.compile("([DIWEF])(\\d\\d)(\\d\\d) (\\d\\d:\\d\\d:\\d\\d)\\.(\\d{6}) ");

  /** {@code W0000 00:00:1764500000.123456}, before Abseil knows its zone. */
  private static final Pattern EARLY_ABSEIL =
      Pattern.compile("([DIWEF])0000 00:00:(\\d{9,11})\\.(\\d{6}) ");

  /** {@code : W tensorflow/core/…}, behind the time. */
  private static final Pattern TENSORFLOW = Pattern.compile(": ([DIWEF]) ");

  /** Behind the time, perhaps behind a name: {@code - root - WARNING}. */
  private static final Pattern LEVEL_BEHIND =
      Pattern.compile("[\\s:|\\[-]*(?:\\S+ +- +)?\\[?(" + LEVELS + ")\\b");

  /** {@code WARNING:root:…}. */
  private static final Pattern LEVEL = Pattern.compile("\\[?(" + LEVELS + ")[\\]:]");

  /** A program ends by something that it did not expect. */
  private static final Pattern FAILURE =
      Pattern.compile("Traceback \\(most recent call last\\):|Exception in thread \"");

  /**
   * Reads a line.
   *
   * @param year in which it was written, for those that do not say it
   * @param zone of times that do not say one
   */
  static LineLabels of(String line, int year, ZoneId zone) {
    String head = line.substring(0, Math.min(line.length(), MOST_CHARACTERS));
    try {
      Matcher time = TIME.matcher(head);
      if (time.lookingAt()) {
        return new LineLabels(
            Optional.of(time(time, zone)), severityBehind(head.substring(time.end())), true);
      }
      Matcher abseil = ABSEIL.matcher(head);
      if (abseil.lookingAt() && !abseil.group(2).equals("00")) {
        LocalDate day =
            LocalDate.of(
                year, Integer.parseInt(abseil.group(2)), Integer.parseInt(abseil.group(3)));
        LocalTime clock = LocalTime.parse(abseil.group(4) + "." + abseil.group(5));
        return new LineLabels(
            Optional.of(day.atTime(clock).atZone(zone).toInstant()),
            Optional.of(severity(abseil.group(1))),
            true);
      }
      Matcher early = EARLY_ABSEIL.matcher(head);
      if (early.lookingAt()) {
        return new LineLabels(
            Optional.of(
                Instant.ofEpochSecond(
                    Long.parseLong(early.group(2)), Long.parseLong(early.group(3)) * 1000)),
            Optional.of(severity(early.group(1))),
            true);
      }
    } catch (DateTimeException e) {
      return NONE; // It only looks like a time.
    }
    if (FAILURE.matcher(head).lookingAt()) {
      return new LineLabels(Optional.empty(), Optional.of(Severity.ERROR), false);
    }
    Optional<Severity> level = severity(LEVEL.matcher(head));
    return level.isPresent() ? new LineLabels(Optional.empty(), level, true) : NONE;
  }

  private static Instant time(Matcher time, ZoneId zone) {
    LocalDate day = LocalDate.parse(time.group(1));
    String fraction = time.group(3) == null ? "" : "." + time.group(3);
    LocalTime clock = LocalTime.parse(time.group(2) + fraction);
    String offset = time.group(4);
    return day.atTime(clock).atZone(offset == null ? zone : ZoneOffset.of(offset)).toInstant();
  }

  private static Optional<Severity> severityBehind(String rest) {
    Optional<Severity> found = severity(TENSORFLOW.matcher(rest));
    return found.isPresent() ? found : severity(LEVEL_BEHIND.matcher(rest));
  }

  private static Optional<Severity> severity(Matcher matcher) {
    return matcher.lookingAt() ? Optional.of(severity(matcher.group(1))) : Optional.empty();
  }

  private static Severity severity(String name) {
    return SEVERITIES.getOrDefault(name, Severity.INFO);
  }
}
