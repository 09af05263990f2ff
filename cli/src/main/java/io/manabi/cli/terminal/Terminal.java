package io.manabi.cli.terminal;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the user. Progress is one line that changes in place on a terminal; where output is
 * piped it is a plain line every few seconds. Safe for use by several threads.
 */
public final class Terminal {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;
  private static final String CLEAR_LINE = "\r\u001b[K";

  /** A bar that is wider than the terminal is cut, for a second row could not be cleared again. */
  private static final String CUT = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  private final PrintWriter out;
  private final boolean interactive;
  private final LongSupplier nanoClock;
  private @Nullable Progress progress;

  private static final class Progress {
    final String what;
    final long startNanos;
    final long startDone;
    long shownNanos = Long.MIN_VALUE;
    long shownDone = -1;

    Progress(String what, long startNanos, long startDone) {
      this.what = what;
      this.startNanos = startNanos;
      this.startDone = startDone;
    }
  }

  /**
   * A terminal.
   *
   * @param out where to write
   * @param interactive whether a line can change in place
   */
  public Terminal(PrintStream out, boolean interactive) {
    this(out, interactive, System::nanoTime);
  }

  /** The terminal of the user: standard output, which changes in place if the launcher says so. */
  public static Terminal standard() {
    return new Terminal(new PrintStream(System.out, true, StandardCharsets.UTF_8), isInteractive());
  }

  /**
   * A terminal that changes in place if the launcher says that the user's does.
   *
   * @param out where to write, as a command's errors
   */
  public static Terminal of(PrintWriter out) {
    return new Terminal(out, isInteractive(), System::nanoTime);
  }

  private static boolean isInteractive() {
    return "1".equals(System.getenv("MANABI_INTERACTIVE"));
  }

  Terminal(PrintStream out, boolean interactive, LongSupplier nanoClock) {
    this(new PrintWriter(out, true, StandardCharsets.UTF_8), interactive, nanoClock);
  }

  private Terminal(PrintWriter out, boolean interactive, LongSupplier nanoClock) {
    this.out = out;
    this.interactive = interactive;
    this.nanoClock = nanoClock;
  }

  /** The heading of a stage, numbered from 1. */
  public synchronized void heading(int number, int total, String title) {
    endProgress();
    String text = "[" + number + "/" + total + "] " + title;
    out.println(interactive ? "\u001b[1m" + text + "\u001b[0m" : text);
    out.flush();
  }

  /** A line that stays. */
  public synchronized void line(String text) {
    if (interactive && progress != null) {
      out.print(CLEAR_LINE);
    }
    out.println("      " + text);
    out.flush();
  }

  /**
   * Shows how far something has come. The first call begins a new progress, as does a call with
   * another {@code what}.
   *
   * @param what what is counted, such as {@code images}
   * @param done how many are done
   * @param total how many there are in all
   */
  public synchronized void progress(String what, long done, long total) {
    progress(what, done, total, 1, what, "");
  }

  /**
   * As {@link #progress(String, long, long)}, with a rate in another unit.
   *
   * @param what what is counted
   * @param done how many are done
   * @param total how many there are in all; 0 if that is not known
   * @param factor how many of {@code unit} one of {@code what} is
   * @param unit the unit of the rate
   * @param remark what else to say, at the end of the line
   */
  public synchronized void progress(
      String what, long done, long total, double factor, String unit, String remark) {
    long now = nanoClock.getAsLong();
    Progress current = progress;
    if (current == null || !current.what.equals(what)) {
      current = new Progress(what, now, done);
      progress = current;
    }
    long pause = interactive ? REDRAW_NANOS : PLAIN_NANOS;
    boolean end = total > 0 && done == total && current.shownDone != done;
    if (current.shownNanos != Long.MIN_VALUE && now - current.shownNanos < pause && !end) {
      return;
    }
    if (!interactive && current.shownNanos == Long.MIN_VALUE && done == 0) {
      current.shownNanos = now;
      return;
    }
    current.shownNanos = now;
    current.shownDone = done;
    double seconds = (now - current.startNanos) / 1e9;
    double rate = seconds > 0.2 ? (done - current.startDone) / seconds : 0;
    String text = describe(what, done, total, rate, rate * factor, unit, remark);
    out.print(
        interactive
            ? CLEAR_LINE + CUT + "      " + bar(done, total) + text + WRAP
            : "      " + text + "\n");
    out.flush();
  }

  private static String describe(
      String what,
      long done,
      long total,
      double rate,
      double unitRate,
      String unit,
      String remark) {
    StringBuilder text = new StringBuilder();
    boolean known = isKnown(done, total);
    text.append(
        known
            ? String.format(Locale.ROOT, "%,d / %,d %s", done, total, what)
            : String.format(Locale.ROOT, "%,d %s", done, what));
    if (rate > 0) {
      text.append(String.format(Locale.ROOT, " · %,.0f %s/s", unitRate, unit));
      if (known) {
        long left = (long) Math.ceil((total - done) / rate);
        text.append(" · ").append(duration(left)).append(" left");
      }
    }
    return remark.isEmpty() ? text.toString() : text.append(" · ").append(remark).toString();
  }

  private static boolean isKnown(long done, long total) {
    return total > 0 && total >= done;
  }

  private static String bar(long done, long total) {
    int full = isKnown(done, total) ? (int) (done * BAR / total) : 0;
    return "━".repeat(full) + "\u001b[2m" + "━".repeat(BAR - full) + "\u001b[0m ";
  }

  /** A time as {@code 1:05}, minutes and seconds. */
  public static String duration(long seconds) {
    return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }

  /** Ends a progress: what is written next comes below it. */
  public synchronized void endProgress() {
    if (progress != null) {
      progress = null;
      if (interactive) {
        out.println();
        out.flush();
      }
    }
  }
}
