package io.manabi.core;

import java.util.Arrays;
import java.util.List;

/** Finds the user's own code in what went wrong, among that of the libraries that it calls. */
public final class UserCode {
  private static final List<String> LIBRARIES =
      List.of(
          "java.",
          "jdk.",
          "org.tensorflow.",
          "io.manabi.core.",
          "io.manabi.transform.",
          "io.manabi.training.");

  private UserCode() {}

  /** The line of the user's code that failed, as {@code " (Mine.java:12)"}; empty if it is none. */
  public static String place(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .filter(frame -> LIBRARIES.stream().noneMatch(frame.getClassName()::startsWith))
        .findFirst()
        .map(frame -> " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")")
        .orElse("");
  }
}
