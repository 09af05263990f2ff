package io.manabi.cli.preprocess;

import io.manabi.cli.data.FileOptions;
import io.manabi.cli.data.LocationConverter;
import io.manabi.cli.data.RunnerOptions;
import io.manabi.cli.terminal.Terminal;
import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.pipelines.preprocess.RecordFormat;
import io.manabi.transform.AnalysisPlan;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Preprocesses data with what a user wrote. */
@Command(
    name = "preprocess",
    description = {
      "Applies a preprocessing to whole data sets: the passes that its analyzers need, then one that"
          + " transforms the rows and writes files of records.",
      "The output folder has the records, the transform graph with its vocabularies, schemas and"
          + " statistics before and after, and the rows that could not be used with the reason."
          + " Analyzers read the data set 'train' if there is one, else all."
    },
    footer = {
      "",
      "Examples:",
      "  manabi preprocess --jar census.jar --preprocessing com.acme.CensusPreprocessing \\",
      "      --input 'train=data/adult-*.csv' --input test=data/test.csv --output records",
      "  manabi preprocess --jar census.jar --preprocessing com.acme.CensusPreprocessing \\",
      "      --input 's3://data/adult-*.csv' --output s3://data/records \\",
      "      --runner flink --runner-option --awsRegion=eu-west-1"
    })
public final class PreprocessCommand implements Callable<Integer> {
  /** What a user can ask for. */
  enum Format {
    tfrecord,
    parquet
  }

  @Mixin private final FileOptions files = new FileOptions();

  @Option(
      names = "--preprocessing",
      paramLabel = "CLASS",
      required = true,
      description = "The preprocessing: a public class that implements Preprocessing.")
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private String preprocessing;

  @Option(names = "--jar", paramLabel = "FILE", description = "Where it is; may be repeated.")
  private List<Path> jars = List.of();

  @Option(
      names = "--input",
      paramLabel = "[NAME=]GLOB",
      required = true,
      description =
          "Files of a data set, gzip or not, local or on any file system of Beam; may be"
              + " repeated. The name is 'train' if there is none.")
  private List<String> inputs = List.of();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      converter = LocationConverter.class,
      description =
          "The folder to write, local or on any file system of Beam: a new or empty one, or what"
              + " preprocessing wrote before, which is replaced.")
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private Location output;

  @Option(
      names = "--function",
      paramLabel = "NAME",
      description = "The function that makes the records (default: the first).")
  private @Nullable String function;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "4",
      description = "Files to write for each data set, at most (default: ${DEFAULT-VALUE}).")
  private int shards = 4;

  @Option(
      names = "--output-format",
      paramLabel = "NAME",
      defaultValue = "tfrecord",
      description =
          "tfrecord, what trainers read, or parquet, for other tools (default: ${DEFAULT-VALUE}).")
  private Format format = Format.tfrecord;

  @Option(
      names = "--no-statistics",
      description = "Leave out the statistics of the data before and after.")
  private boolean noStatistics;

  @Option(names = "--gzip", description = "Compress the files.")
  private boolean gzip;

  @Option(
      names = "--max-bad-fraction",
      paramLabel = "F",
      defaultValue = "0.01",
      description =
          "Fail if more than this part of the rows cannot be used (default: ${DEFAULT-VALUE}).")
  private double maxBadFraction = 0.01;

  @Option(
      names = "--deduplicate",
      paramLabel = "COLUMNS",
      arity = "0..1",
      split = ",",
      fallbackValue = "",
      description =
          "Use rows of the data set that is analyzed which are the same, in these columns or in all,"
              + " only once; rows without a value in a column are the same in it.")
  private @Nullable List<String> deduplicate;

  @Option(
      names = "--analyzer-cache",
      paramLabel = "DIR",
      converter = LocationConverter.class,
      description =
          "Keep what analyzers know of each file, so that only new files are analyzed; local or on"
              + " any file system of Beam.")
  private @Nullable Location cache;

  @Mixin private final RunnerOptions runner = new RunnerOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Override
  public Integer call() {
    check(shards >= 1 && shards <= 99_999, "--shards is " + shards + "; expected 1 to 99999.");
    check(
        maxBadFraction >= 0 && maxBadFraction <= 1,
        "--max-bad-fraction is " + maxBadFraction + "; expected 0 to 1.");
    Preprocessing code = UserClass.preprocessing(jars, preprocessing);
    TransformFunction records = function(code);
    Schema schema = schema(records, AnalysisPlan.of(code).inputs());
    new ShownPreprocessing(Terminal.standard(), "rows")
        .run(PreprocessJob.of(code, records.name(), sources(schema), output).with(settings()));
    return 0;
  }

  private void check(boolean right, String message) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private Settings settings() {
    Settings settings =
        Settings.DEFAULT
            .withShards(shards)
            .withFormat(format == Format.parquet ? RecordFormat.PARQUET : RecordFormat.TFRECORD)
            .withGzip(gzip)
            .withStatistics(!noStatistics)
            .withMaxBadFraction(maxBadFraction)
            .withRunner(runner.runner());
    if (deduplicate != null) {
      settings =
          settings.withDeduplication(deduplicate.stream().filter(name -> !name.isEmpty()).toList());
    }
    return cache == null ? settings : settings.withCache(cache);
  }

  private TransformFunction function(Preprocessing code) {
    List<TransformFunction> functions = code.functions();
    if (functions.isEmpty()) {
      throw ManabiException.user("Class " + preprocessing + " has no functions; add one.");
    }
    if (function == null) {
      return functions.get(0);
    }
    return functions.stream()
        .filter(candidate -> candidate.name().equals(function))
        .findFirst()
        .orElseThrow(
            () ->
                ManabiException.user(
                    "The preprocessing has no function '%s'; it has %s. Correct --function."
                        .formatted(
                            function, functions.stream().map(TransformFunction::name).toList())));
  }

  /** The columns to read: those of the function, and those that analyzers of others read. */
  private static Schema schema(TransformFunction records, Schema analyzed) {
    Map<String, Column> columns = new LinkedHashMap<>();
    records.inputs().columns().forEach(column -> columns.put(column.name(), column));
    analyzed.columns().forEach(column -> columns.putIfAbsent(column.name(), column));
    return new Schema(List.copyOf(columns.values()));
  }

  private Map<String, RecordSource> sources(Schema schema) {
    Map<String, List<String>> globs = new LinkedHashMap<>();
    for (String input : inputs) {
      int equals = input.indexOf('=');
      boolean named = equals > 0 && input.substring(0, equals).matches("[A-Za-z0-9_]+");
      globs
          .computeIfAbsent(named ? input.substring(0, equals) : "train", n -> new ArrayList<>())
          .add(named ? input.substring(equals + 1) : input);
    }
    Map<String, RecordSource> sources = new LinkedHashMap<>();
    globs.forEach((name, all) -> sources.put(name, files.input(all).open(schema)));
    return sources;
  }
}
