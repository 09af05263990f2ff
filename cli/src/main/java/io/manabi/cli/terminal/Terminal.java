package io.manabi.cli.terminal;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Writes to the user, who may be a program. Safe for use by several threads. */
public sealed interface Terminal permits TextTerminal, JsonTerminal {

  /** For people: standard output, which changes in place if the launcher says so. */
  static Terminal standard() {
    return of(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
  }

  /**
   * A terminal for people, which changes in place if the launcher says that the user's does.
   *
   * @param out where to write, as a command's errors
   */
  static Terminal of(PrintWriter out) {
    return new TextTerminal(out, "1".equals(System.getenv("MANABI_INTERACTIVE")));
  }

  /** For programs: standard output, with one JSON object a line. */
  static Terminal json() {
    return new JsonTerminal(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
  }

  /** The heading of a stage, numbered from 1. */
  void heading(int number, int total, String title);

  /** A line that stays, for people: programs are told it as a message. */
  void line(String text);

  /** What Jackson makes a line of JSON of, for programs; people are told in other ways. */
  default void data(Object line) {}

  /**
   * Shows how far something has come. The first call begins a new progress, as does a call with
   * another {@code what}.
   *
   * @param what what is counted, such as {@code images}
   * @param done how many are done
   * @param total how many there are in all; 0 if that is not known
   * @param factor how many of {@code unit} one of {@code what} is
   * @param unit the unit of the rate
   * @param details lines above the bar, such as one for each task
   */
  void progress(
      String what, long done, long total, double factor, String unit, List<String> details);

  /** Ends a progress: what is written next comes below it. */
  void endProgress();

  /** A time as {@code 1:05}, minutes and seconds. */
  static String duration(long seconds) {
    return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
