package io.manabi.cli.data;

import io.manabi.cli.input.FileOptions;
import io.manabi.cli.input.RunnerOptions;
import io.manabi.cli.terminal.Terminal;
import io.manabi.core.ManabiException;
import io.manabi.pipelines.sources.FileInput;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.StatisticsPipeline;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the inputs of a command are read. */
final class InputOptions {
  /** What part of the rows may be bad. */
  static final double MAX_BAD_FRACTION = 0.01;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Mixin private final FileOptions files = new FileOptions();

  @Mixin private final RunnerOptions runner = new RunnerOptions();

  @Option(
      names = "--max-bad-fraction",
      paramLabel = "F",
      description =
          "Fail if more than this part of the rows cannot be read (default: 0.01, of stats 1).")
  private @Nullable Double maxBadFraction;

  /** The statistics of all files together, most of whose rows can be read. */
  DataStatistics statistics(List<String> globs) {
    return statistics(globs, null, MAX_BAD_FRACTION).get(0);
  }

  /**
   * The statistics of all files together, and after them those of another data set, if there is
   * one.
   *
   * @param otherwise what part of the rows may be bad if the user does not say it
   */
  List<DataStatistics> statistics(List<String> globs, @Nullable String other, double otherwise) {
    double most = maxBadFraction == null ? otherwise : maxBadFraction;
    if (!(most >= 0 && most <= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--max-bad-fraction is " + most + "; expected 0 to 1.");
    }
    Terminal terminal = Terminal.of(spec.commandLine().getErr());
    if (other == null) {
      return List.of(checked(read(globs, terminal, "rows, pass 1 of 1"), most, terminal));
    }
    return List.of(
        checked(read(globs, terminal, "rows, pass 1 of 2"), most, terminal),
        checked(read(List.of(other), terminal, "rows, pass 2 of 2"), most, terminal));
  }

  private DataStatistics read(List<String> globs, Terminal terminal, String what) {
    FileInput input = files.input(globs);
    try {
      return StatisticsPipeline.run(
              input.open(input.guessSchema()),
              runner.runner(),
              progress ->
                  terminal.progress(what, progress.rows(), progress.expectedRows(), 1, "rows", ""))
          .statistics(String.join(", ", globs));
    } finally {
      terminal.endProgress();
    }
  }

  private static DataStatistics checked(DataStatistics statistics, double most, Terminal terminal) {
    long bad = statistics.badRows();
    long all = bad + statistics.rows();
    if (bad > most * all) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "%,d of %,d rows of %s (%.2f %%) cannot be read, more than the %.2f %% of --max-bad-fraction. The first is %s. Check the format, or allow more.",
              bad,
              all,
              statistics.name(),
              100.0 * bad / all,
              100 * most,
              statistics.firstBadRow()));
    }
    if (bad > 0) {
      terminal.line(
          String.format(
              Locale.ROOT,
              "%,d of %,d rows of %s cannot be read and are left out. The first is %s.",
              bad,
              all,
              statistics.name(),
              statistics.firstBadRow()));
    }
    return statistics;
  }
}
