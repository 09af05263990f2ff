package io.manabi.transform;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What TensorFlow says when something fails, made short. */
final class Failures {
  private static final Pattern NODE = Pattern.compile("\\s*\\[\\[.*");

  private static final List<String> LIBRARIES =
      List.of("java.", "jdk.", "org.tensorflow.", Failures.class.getPackageName() + ".");

  private Failures() {}

  /** The first line of the message, without the names of nodes and a final full stop. */
  static String firstLine(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    String line = message.lines().findFirst().orElse("");
    return NODE.matcher(line).replaceFirst("").replaceFirst("\\.$", "");
  }

  /** The line of the user's code that failed, as {@code " (Mine.java:12)"}; empty if it is none. */
  static String place(RuntimeException failure) {
    return Arrays.stream(failure.getStackTrace())
        .filter(frame -> LIBRARIES.stream().noneMatch(frame.getClassName()::startsWith))
        .findFirst()
        .map(frame -> " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")")
        .orElse("");
  }
}
