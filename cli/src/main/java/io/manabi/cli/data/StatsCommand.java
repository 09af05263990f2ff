package io.manabi.cli.data;

import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.StatisticsJson;
import io.manabi.pipelines.statistics.StatisticsMessages;
import io.manabi.pipelines.validation.Anomaly;
import io.manabi.pipelines.validation.Comparison;
import io.manabi.pipelines.validation.DataSchema;
import io.manabi.pipelines.validation.DataValidator;
import io.manabi.pipelines.validation.StatisticsPage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Statistics of a data set. */
@Command(
    name = "stats",
    description = {
      "Statistics of each column, in one pass; in two, if later rows have other types than the first.",
      "Counts, missing and different values, mean, deviation, least, median and greatest value,"
          + " histograms, most frequent values and lengths of strings."
    },
    footer = {
      "",
      "Examples:",
      "  manabi data stats 'data/*.csv' --quarantine bad.jsonl",
      "  manabi data stats monday.csv --format html --output stats.html",
      "  manabi data stats monday.csv --compare-to tuesday.csv \\",
      "      --format html --output both.html",
      "",
      "Files with no header, spaces after commas and ? for no value, as UCI has them:",
      "  manabi data stats adult.data --csv uci \\",
      "      --columns age,workclass,fnlwgt,education,education_num,marital_status \\",
      "      --columns occupation,relationship,race,sex,capital_gain,capital_loss \\",
      "      --columns hours_per_week,native_country,income"
    })
final class StatsCommand implements Callable<Integer> {
  /** What a user can ask for. */
  enum Format {
    table,
    json,
    html,
    proto
  }

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Mixin private InputOptions options = new InputOptions();

  @Parameters(paramLabel = "INPUT", arity = "1..*", description = "The files of the data set.")
  private List<String> inputs = List.of();

  @Option(
      names = "--compare-to",
      paramLabel = "INPUT",
      description = "Another data set, to show beside it (html, json and proto).")
  private @Nullable String compareTo;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "Read columns as this schema has them, and show on the page in what the data differ from"
              + " it (html).")
  private @Nullable Path schema;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "table",
      description =
          "table, json, html, or proto: the DatasetFeatureStatisticsList of TensorFlow Data"
              + " Validation and Facets (default: ${DEFAULT-VALUE}).")
  private Format format = Format.table;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write to (default: standard output).")
  private @Nullable Path output;

  @Override
  public Integer call() {
    if (format == Format.proto && output == null) {
      throw new ParameterException(
          spec.commandLine(), "--format proto is not text; name a file with --output.");
    }
    DataSchema wanted = schema == null ? null : DataSchema.read(schema);
    List<DataStatistics> all =
        options.statistics(
            inputs, compareTo == null ? List.of() : List.of(compareTo), wanted, output);
    DataStatistics statistics = all.get(0);
    DataStatistics other = compareTo == null ? null : all.get(1);
    Output to = new Output(spec.commandLine().getOut(), output);
    switch (format) {
      case table -> to.text(StatisticsTable.of(statistics));
      case json ->
          to.text(
              other == null
                  ? StatisticsJson.of(statistics)
                  : "[%s,%n%s]%n"
                      .formatted(
                          StatisticsJson.of(statistics).strip(), StatisticsJson.of(other).strip()));
      case html -> to.text(page(statistics, other, wanted));
      case proto ->
          to.bytes(
              StatisticsMessages.list(
                      other == null ? List.of(statistics) : List.of(statistics, other))
                  .toByteArray());
    }
    return 0;
  }

  private static String page(
      DataStatistics statistics, @Nullable DataStatistics other, @Nullable DataSchema wanted) {
    DataStatistics last = other == null ? statistics : other;
    List<Anomaly> anomalies =
        wanted == null ? List.of() : new DataValidator(wanted, "").validate(last);
    return other == null
        ? StatisticsPage.of(statistics, anomalies)
        : StatisticsPage.of(Comparison.of(statistics, other), anomalies);
  }
}
