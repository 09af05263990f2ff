package io.manabi.transform;

import java.util.regex.Pattern;

/** What TensorFlow says when something fails, made short. */
final class Failures {
  private static final Pattern NODE = Pattern.compile("\\s*\\[\\[.*");

  private Failures() {}

  /** The first line of the message, without the names of nodes and a final full stop. */
  static String firstLine(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    String line = message.lines().findFirst().orElse("");
    return NODE.matcher(line).replaceFirst("").replaceFirst("\\.$", "");
  }
}
