package io.manabi.cli.terminal;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes to people. Progress changes in place on a terminal; where output is piped it is a few
 * plain lines every few seconds. Safe for use by several threads.
 */
final class TextTerminal implements Terminal {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;

  /** A bar that is wider than the terminal is cut, for a second row could not be cleared again. */
  private static final String CUT = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  private final PrintWriter out;
  private final boolean interactive;
  private final LongSupplier nanoClock;
  private @Nullable Progress progress;

  /** How many lines of the progress are above its bar. */
  private int linesAbove;

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
  TextTerminal(PrintWriter out, boolean interactive) {
    this(out, interactive, System::nanoTime);
  }

  TextTerminal(PrintStream out, boolean interactive, LongSupplier nanoClock) {
    this(new PrintWriter(out, true, StandardCharsets.UTF_8), interactive, nanoClock);
  }

  private TextTerminal(PrintWriter out, boolean interactive, LongSupplier nanoClock) {
    this.out = out;
    this.interactive = interactive;
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized void heading(int number, int total, String title) {
    endProgress();
    String text = "[" + number + "/" + total + "] " + title;
    out.println(interactive ? "\u001b[1m" + text + "\u001b[0m" : text);
    out.flush();
  }

  @Override
  public synchronized void line(String text) {
    if (interactive && progress != null) {
      out.print(clear());
    }
    out.println("      " + text);
    out.flush();
  }

  @Override
  public synchronized void progress(
      String what, long done, long total, double factor, String unit, List<String> details) {
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
    String text = describe(what, done, total, rate, rate * factor, unit);
    StringBuilder block = new StringBuilder(interactive ? clear() + CUT : "");
    details.forEach(detail -> block.append("      ").append(detail).append('\n'));
    block.append("      ").append(interactive ? bar(done, total) : "").append(text);
    out.print(block.append(interactive ? WRAP : "\n"));
    out.flush();
    linesAbove = details.size();
  }

  private static String describe(
      String what, long done, long total, double rate, double unitRate, String unit) {
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
        text.append(" · ").append(Terminal.duration(left)).append(" left");
      }
    }
    return text.toString();
  }

  private static boolean isKnown(long done, long total) {
    return total > 0 && total >= done;
  }

  private static String bar(long done, long total) {
    int full = isKnown(done, total) ? (int) (done * BAR / total) : 0;
    return "━".repeat(full) + "\u001b[2m" + "━".repeat(BAR - full) + "\u001b[0m ";
  }

  /** Takes away what is drawn of the progress. */
  private String clear() {
    String up = linesAbove > 0 ? "\u001b[" + linesAbove + "A" : "";
    linesAbove = 0;
    return "\r" + up + "\u001b[J";
  }

  @Override
  public synchronized void endProgress() {
    if (progress != null) {
      progress = null;
      linesAbove = 0;
      if (interactive) {
        out.println();
        out.flush();
      }
    }
  }
}
