package io.manabi.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong(1);

  @Test
  void writesPlainLinesEveryFewSecondsWhenPiped() {
    Terminal terminal = terminal(false);
    terminal.heading(2, 7, "Train");
    progress(terminal, "steps", 0, 1000);
    for (int second = 1; second <= 20; second++) {
      pass(Duration.ofSeconds(1));
      progress(terminal, "steps", second * 50L, 1000);
    }
    terminal.endProgress();
    terminal.line("done");
    assertThat(text())
        .isEqualTo(
            """
            [2/7] Train
                  250 / 1,000 steps · 50 steps/s · 0:15 left
                  500 / 1,000 steps · 50 steps/s · 0:10 left
                  750 / 1,000 steps · 50 steps/s · 0:05 left
                  1,000 / 1,000 steps · 50 steps/s · 0:00 left
                  done
            """);
  }

  @Test
  void drawsABarInPlaceOnATerminal() {
    Terminal terminal = terminal(true);
    progress(terminal, "steps", 0, 100);
    pass(Duration.ofSeconds(2));
    terminal.progress("steps", 50, 100, 10, "images", List.of("one", "two"));
    terminal.endProgress();
    assertThat(text())
        .startsWith("\r\u001b[J")
        .contains("━".repeat(12) + "\u001b[2m" + "━".repeat(12))
        .contains("50 / 100 steps · 250 images/s · 0:02 left")
        .contains("      one\n      two\n")
        .endsWith("\n");
  }

  @Test
  void drawsTheLinesAboveTheBarInPlace() {
    Terminal terminal = terminal(true);
    terminal.progress("steps", 1, 9, 1, "steps", List.of("one", "two"));
    out.reset();
    pass(Duration.ofSeconds(1));
    terminal.progress("steps", 2, 9, 1, "steps", List.of("three"));
    assertThat(text()).startsWith("\r\u001b[2A\u001b[J\u001b[?7l      three\n");
    out.reset();
    terminal.line("a checkpoint");
    assertThat(text()).isEqualTo("\r\u001b[1A\u001b[J      a checkpoint\n");
  }

  @Test
  void tellsProgramsOneObjectALine() {
    Terminal terminal = new JsonTerminal(new PrintWriter(out, true, StandardCharsets.UTF_8));
    terminal.heading(2, 7, "Train");
    terminal.line("a \"checkpoint\"");
    progress(terminal, "images", 1, 10);
    progress(terminal, "images", 2, 10);
    progress(terminal, "images", 10, 10);
    terminal.data(Map.of("event", "step"));
    assertThat(text())
        .isEqualTo(
            """
            {"event":"stage","number":2,"of":7,"title":"Train"}
            {"event":"message","text":"a \\"checkpoint\\""}
            {"event":"progress","what":"images","done":1,"total":10}
            {"event":"progress","what":"images","done":10,"total":10}
            {"event":"step"}
            """);
  }

  @Test
  void cutsABarThatIsWiderThanTheTerminal() {
    progress(terminal(true), "steps", 1, 2);
    assertThat(text()).startsWith("\r\u001b[J\u001b[?7l").endsWith("\u001b[?7h");
  }

  @Test
  void drawsNotMoreOftenThanEyesSee() {
    Terminal terminal = terminal(true);
    for (int step = 0; step < 1000; step++) {
      pass(Duration.ofMillis(1));
      progress(terminal, "steps", step, 2000);
    }
    assertThat(text().split("\r", -1).length - 1).isBetween(9, 11);
  }

  @Test
  void putsALineWhereTheBarWas() {
    Terminal terminal = terminal(true);
    progress(terminal, "steps", 1, 2);
    terminal.line("a checkpoint");
    assertThat(text()).endsWith("\r\u001b[J      a checkpoint\n");
  }

  @Test
  void showsTheEndEvenRightAfterAnotherValue() {
    Terminal terminal = terminal(false);
    progress(terminal, "images", 0, 10);
    progress(terminal, "images", 10, 10);
    assertThat(text()).isEqualTo("      10 / 10 images\n");
  }

  @Test
  void saysNothingOfTheRestIfItIsNotKnown() {
    Terminal terminal = terminal(false);
    progress(terminal, "rows", 0, 0);
    progress(terminal, "rows", 50, 0);
    pass(Duration.ofSeconds(10));
    progress(terminal, "rows", 100, 0);
    progress(terminal, "rows", 100, 0);
    assertThat(text()).isEqualTo("      100 rows · 10 rows/s\n");
  }

  @Test
  void ratesAResumedProgressByWhatIsNew() {
    Terminal terminal = terminal(false);
    progress(terminal, "steps", 4000, 4300);
    pass(Duration.ofSeconds(10));
    progress(terminal, "steps", 4100, 4300);
    assertThat(text()).contains("4,100 / 4,300 steps · 10 steps/s · 0:20 left");
  }

  private static void progress(Terminal terminal, String what, long done, long total) {
    terminal.progress(what, done, total, 1, what, List.of());
  }

  private Terminal terminal(boolean interactive) {
    return new TextTerminal(
        new PrintStream(out, true, StandardCharsets.UTF_8), interactive, nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
