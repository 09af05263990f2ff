package io.manabi.cli.preprocess;

import io.manabi.cli.terminal.Terminal;
import io.manabi.core.ManabiException;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessPipeline;
import io.manabi.pipelines.preprocess.PreprocessProgress;
import io.manabi.pipelines.preprocess.PreprocessResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Preprocesses, and shows on the terminal how it goes and what came out.
 *
 * @param terminal where to show it
 * @param unit what a row is, for people, as {@code images}
 */
public record ShownPreprocessing(Terminal terminal, String unit) {

  /**
   * Runs a job.
   *
   * @throws ManabiException if it fails
   */
  public void run(PreprocessJob job) {
    long start = System.nanoTime();
    PreprocessResult result = PreprocessPipeline.run(job.withProgress(this::show));
    terminal.endProgress();
    report(job, result, (System.nanoTime() - start) / 1e9);
  }

  private void show(PreprocessProgress progress) {
    terminal.progress(
        String.format(
            Locale.ROOT,
            "%s, pass %d of %d (%s)",
            unit,
            progress.pass(),
            progress.passes(),
            progress.what()),
        progress.rows(),
        progress.expectedRows(),
        1,
        unit,
        List.of());
  }

  private void report(PreprocessJob job, PreprocessResult result, double seconds) {
    long rows = 0;
    for (Map.Entry<String, PreprocessResult.DataSet> set : result.dataSets().entrySet()) {
      rows += set.getValue().rows();
      terminal.line(
          String.format(
              Locale.ROOT,
              "%s: %,d %s in %d %s, %.1f MB",
              set.getKey(),
              set.getValue().rows(),
              unit,
              set.getValue().files().size(),
              set.getValue().files().size() == 1 ? "file" : "files",
              set.getValue().bytes() / 1e6));
    }
    if (!result.emptyColumns().isEmpty()) {
      terminal.line(
          "No row has a value in "
              + String.join(", ", result.emptyColumns())
              + "; check the names, in the data and in the preprocessing.");
    }
    if (result.duplicates() > 0) {
      terminal.line(String.format(Locale.ROOT, "%,d duplicates left out", result.duplicates()));
    }
    if (result.badRows() > 0) {
      terminal.line(
          String.format(
              Locale.ROOT,
              "%,d rows could not be used: %s",
              result.badRows(),
              job.output().resolve(PreprocessPipeline.QUARANTINE)));
    }
    terminal.line(
        String.format(
            Locale.ROOT,
            "%.1f s, %,.0f %s/s; all in %s",
            seconds,
            (rows + result.duplicates() + result.badRows()) / seconds,
            unit,
            job.output()));
  }
}
