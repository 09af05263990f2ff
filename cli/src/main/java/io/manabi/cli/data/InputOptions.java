package io.manabi.cli.data;

import io.manabi.cli.terminal.Terminal;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.Location;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.passes.Quarantine;
import io.manabi.pipelines.sources.FileInput;
import io.manabi.pipelines.sources.InputColumns;
import io.manabi.pipelines.sources.InputFormat;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.ExactCounts;
import io.manabi.pipelines.statistics.StatisticsPipeline;
import io.manabi.pipelines.validation.DataSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  @Option(
      names = "--quarantine",
      paramLabel = "FILE",
      converter = LocationConverter.class,
      description =
          "Write the rows that cannot be read to this file, a JSON object a line with file, line,"
              + " column, reason and content.")
  private @Nullable Location quarantine;

  /** The statistics of all files together, most of whose rows can be read. */
  DataStatistics statistics(
      List<String> globs, @Nullable DataSchema schema, @Nullable Path output) {
    return statistics(globs, null, MAX_BAD_FRACTION, schema, output).get(0);
  }

  /**
   * The statistics of all files together, and after them those of another data set, if there is
   * one.
   *
   * @param otherwise what part of the rows may be bad if the user does not say it
   * @param schema what they should be; null if that is not known
   * @param output what is going to be written, which must be none of the files
   */
  List<DataStatistics> statistics(
      List<String> globs,
      @Nullable String other,
      double otherwise,
      @Nullable DataSchema schema,
      @Nullable Path output) {
    double most = maxBadFraction == null ? otherwise : maxBadFraction;
    if (!(most >= 0 && most <= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--max-bad-fraction is " + most + "; expected 0 to 1.");
    }
    runner.runner().registerFileSystems();
    List<Data> all = new ArrayList<>(List.of(open(globs, schema)));
    if (other != null) {
      all.add(open(List.of(other), schema));
    }
    if (output != null) {
      requireFree(output, all);
    }
    Terminal terminal = Terminal.of(spec.commandLine().getErr());
    ExactCounts exact = schema == null ? ExactCounts.NONE : schema.exactCounts();
    List<DataStatistics> statistics = new ArrayList<>();
    try (Quarantine bad =
        quarantine == null
            ? null
            : Quarantine.of(quarantine, all.stream().map(Data::source).toList())) {
      for (Data data : all) {
        String what = "rows, pass " + (statistics.size() + 1) + " of " + all.size();
        statistics.add(checked(read(data, exact, bad, terminal, what), most, terminal));
      }
    }
    return statistics;
  }

  /** Whether the user says that rows may be bad. */
  boolean allowsBadRows() {
    return maxBadFraction != null;
  }

  /** What a user calls a data set, and its rows. */
  private record Data(String name, RecordSource source) {}

  /** A source that has looked for its splits once, for which it goes through its files. */
  private record Planned(Schema schema, List<? extends RecordSplit> splits)
      implements RecordSource {}

  private static void requireFree(Path output, List<Data> inputs) {
    if (Files.exists(output) && !Files.isRegularFile(output)) {
      throw ManabiException.user(
          "The output " + output + " is there and is no file to be replaced; name another.");
    }
    Location file = Location.of(output);
    if (inputs.stream().anyMatch(input -> input.source().reads(file))) {
      throw ManabiException.user(
          "The output " + output + " is an input, which would be lost; name another file.");
    }
  }

  private Data open(List<String> globs, @Nullable DataSchema schema) {
    FileInput input = files.input(globs);
    InputColumns columns = input.guessColumns();
    if (!columns.leftOut().isEmpty()) {
      Terminal.of(spec.commandLine().getErr())
          .line(
              String.join(", ", globs)
                  + ": left out are columns of records, lists of lists or decimal numbers: "
                  + String.join(", ", columns.leftOut())
                  + ".");
    }
    Schema guessed = columns.schema();
    boolean text = input.format() == InputFormat.CSV;
    RecordSource source = input.open(schema == null ? guessed : schema.widen(guessed, text));
    return new Data(String.join(", ", globs), new Planned(source.schema(), source.splits()));
  }

  private DataStatistics read(
      Data data, ExactCounts exact, @Nullable Quarantine bad, Terminal terminal, String what) {
    try {
      return StatisticsPipeline.run(
              data.source(),
              exact,
              runner.runner(),
              progress ->
                  terminal.progress(
                      what, progress.rows(), progress.expectedRows(), 1, "rows", List.of()),
              bad)
          .statistics(data.name());
    } finally {
      terminal.endProgress();
    }
  }

  private DataStatistics checked(DataStatistics statistics, double most, Terminal terminal) {
    long bad = statistics.badRows();
    long all = bad + statistics.rows();
    if (bad > most * all) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "%,d of %,d rows of %s (%.2f %%) cannot be read, more than the %.2f %% of --max-bad-fraction. The first is %s.%s Check the format, or allow more.",
              bad,
              all,
              statistics.name(),
              100.0 * bad / all,
              100 * most,
              statistics.firstBadRow(),
              allAre()));
    }
    if (bad > 0) {
      terminal.line(
          String.format(
              Locale.ROOT,
              "%,d of %,d rows of %s cannot be read and are left out. The first is %s.%s",
              bad,
              all,
              statistics.name(),
              statistics.firstBadRow(),
              allAre()));
    }
    return statistics;
  }

  private String allAre() {
    return quarantine == null ? "" : " All are in " + quarantine + ".";
  }
}
