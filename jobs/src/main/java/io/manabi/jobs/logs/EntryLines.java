package io.manabi.jobs.logs;

import java.util.regex.Pattern;

/** Which lines belong to the one before: stack traces of Java and Python, and what is indented. */
final class EntryLines {
  private static final String TRACEBACK = "Traceback (most recent call last):";

  private static final Pattern CAUSE = Pattern.compile("(Caused by|Suppressed): .*");

  /** {@code java.io.IOException: the pipe is broken}, below what a logger says of it. */
  private static final Pattern EXCEPTION =
      Pattern.compile("(?:[a-z_]\\w*\\.)+[A-Z][\\w$]*(?:: .*)?");

  private static final Pattern NEXT_TRACEBACK =
      Pattern.compile(
          "(During handling of the above exception|The above exception was the direct cause).*|");

  /** Where in an entry the next line would be. */
  private enum Place {
    OUTSIDE,
    BEHIND_HEAD,
    IN_TRACEBACK,
    BEHIND_TRACEBACK,
    IN_TRACE
  }

  private Place place = Place.OUTSIDE;

  /**
   * Whether the next line belongs to the entry; if not, it begins the next one.
   *
   * @param isLabelled whether a logger has put a time or a severity before it
   */
  boolean goesOn(String line, boolean isLabelled) {
    Place before = place;
    boolean goesOn = before != Place.OUTSIDE && !isLabelled && belongs(line, before);
    place = next(line, goesOn ? before : Place.OUTSIDE, isLabelled);
    return goesOn;
  }

  private static boolean belongs(String line, Place before) {
    if (line.startsWith(" ") || line.startsWith("\t") || CAUSE.matcher(line).matches()) {
      return true;
    }
    return switch (before) {
      case IN_TRACEBACK -> true;
      case BEHIND_TRACEBACK -> line.equals(TRACEBACK) || NEXT_TRACEBACK.matcher(line).matches();
      case BEHIND_HEAD -> line.equals(TRACEBACK) || EXCEPTION.matcher(line).matches();
      default -> false;
    };
  }

  private static Place next(String line, Place before, boolean isLabelled) {
    if (line.equals(TRACEBACK)) {
      return Place.IN_TRACEBACK;
    }
    boolean isIndented = line.startsWith(" ") || line.startsWith("\t");
    return switch (before) {
      case OUTSIDE -> isLabelled ? Place.BEHIND_HEAD : Place.IN_TRACE;
      case IN_TRACEBACK -> isIndented ? Place.IN_TRACEBACK : Place.BEHIND_TRACEBACK;
      case BEHIND_TRACEBACK -> Place.BEHIND_TRACEBACK;
      default -> Place.IN_TRACE;
    };
  }
}
