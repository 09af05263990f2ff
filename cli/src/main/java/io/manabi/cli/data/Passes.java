package io.manabi.cli.data;

import io.manabi.cli.terminal.Terminal;
import io.manabi.pipelines.statistics.StatisticsProgress;
import java.util.List;

/** Counts passes over data, and shows how far they are. */
final class Passes {
  private final Terminal terminal;
  private int all;
  private int begun;

  Passes(int all, Terminal terminal) {
    this.all = all;
    this.terminal = terminal;
  }

  void begin() {
    begun++;
  }

  void beginAgain() {
    end();
    all++;
    begun++;
  }

  void progress(StatisticsProgress progress) {
    String what = "rows, pass " + begun + " of " + all;
    terminal.progress(what, progress.rows(), progress.expectedRows(), 1, "rows", List.of());
  }

  void end() {
    terminal.endProgress();
  }
}
