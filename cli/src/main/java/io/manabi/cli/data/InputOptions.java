package io.manabi.cli.data;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.manabi.cli.terminal.Terminal;
import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.passes.Quarantine;
import io.manabi.pipelines.sources.FileInput;
import io.manabi.pipelines.sources.GuessedSource;
import io.manabi.pipelines.sources.InputFormat;
import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.ExactCounts;
import io.manabi.pipelines.statistics.StatisticsPipeline;
import io.manabi.pipelines.validation.DataSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the inputs of a command are read. */
final class InputOptions {
  private static final double MAX_BAD_FRACTION = 0.01;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Mixin private final FileOptions files = new FileOptions();

  @Mixin private final TypeOptions types = new TypeOptions();

  @Mixin private final RunnerOptions runner = new RunnerOptions();

  @Option(
      names = "--max-bad-fraction",
      paramLabel = "F",
      description =
          "Fail if more than this part of the rows cannot be read (default: "
              + MAX_BAD_FRACTION
              + ").")
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
    return statistics(globs, List.of(), schema, output).get(0);
  }

  /**
   * The statistics of all files together, and after them those of another data set, if there is
   * one.
   *
   * @param other the files of that; empty if there is none
   * @param schema what they should be; null if that is not known
   * @param output what is going to be written, which must be none of the files
   */
  List<DataStatistics> statistics(
      List<String> globs, List<String> other, @Nullable DataSchema schema, @Nullable Path output) {
    double most = maxBadFraction == null ? MAX_BAD_FRACTION : maxBadFraction;
    if (!(most >= 0 && most <= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--max-bad-fraction is " + most + "; expected 0 to 1.");
    }
    runner.runner().registerFileSystems();
    List<Data> all = open(globs, other, schema);
    if (output != null) {
      requireFree(output, all);
    }
    Terminal terminal = Terminal.of(spec.commandLine().getErr());
    if (all.stream().allMatch(data -> data.source().source().hasAllColumns())) {
      types.requireIn(
          all.stream()
              .flatMap(data -> data.source().schema().columns().stream().map(Column::name))
              .collect(toCollection(LinkedHashSet::new)),
          names(all));
    }
    ExactCounts exact = schema == null ? ExactCounts.NONE : schema.exactCounts();
    Passes passes = new Passes(all.size(), terminal);
    List<DataStatistics> statistics = new ArrayList<>();
    try (Quarantine bad =
        quarantine == null
            ? null
            : Quarantine.of(quarantine, all.stream().<RecordSource>map(Data::source).toList())) {
      for (Data data : all) {
        statistics.add(checked(read(data, exact, bad, passes), most, terminal));
      }
    }
    types.requireIn(
        statistics.stream()
            .flatMap(each -> each.columns().stream().map(ColumnStatistics::name))
            .collect(toCollection(LinkedHashSet::new)),
        names(all));
    return statistics;
  }

  private static String names(List<Data> all) {
    return all.stream().map(Data::name).collect(joining(" and "));
  }

  /** Whether the user says that rows may be bad. */
  boolean allowsBadRows() {
    return maxBadFraction != null;
  }

  /** What a user calls a data set, and its rows. */
  private record Data(String name, FoundSource source) {}

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

  private List<Data> open(List<String> globs, List<String> other, @Nullable DataSchema schema) {
    if (other.isEmpty()) {
      return List.of(data(globs, guess(globs, schema, Set.of())));
    }
    List<GuessedSource> both =
        SameNumbers.open(
            floats -> guess(globs, schema, floats), floats -> guess(other, schema, floats));
    return List.of(data(globs, both.get(0)), data(other, both.get(1)));
  }

  private GuessedSource guess(List<String> globs, @Nullable DataSchema schema, Set<String> floats) {
    FileInput input = files.input(globs);
    boolean text = input.format() == InputFormat.CSV;
    return input.openExactly(
        types.types(),
        guessed ->
            SameNumbers.withFloats(schema == null ? guessed : schema.widen(guessed, text), floats));
  }

  private Data data(List<String> globs, GuessedSource source) {
    String name = String.join(", ", globs);
    Terminal terminal = Terminal.of(spec.commandLine().getErr());
    return new Data(name, FoundSource.of(name, source, terminal));
  }

  private DataStatistics read(
      Data data, ExactCounts exact, @Nullable Quarantine bad, Passes passes) {
    passes.begin();
    RecordSource source = data.source().told(passes::beginAgain);
    try {
      return StatisticsPipeline.run(source, exact, runner.runner(), passes::progress, bad)
          .statistics(data.name());
    } finally {
      passes.end();
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
