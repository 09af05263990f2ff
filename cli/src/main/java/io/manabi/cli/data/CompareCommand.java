package io.manabi.cli.data;

import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FeatureComparator;
import io.manabi.pipelines.validation.Anomaly;
import io.manabi.pipelines.validation.Comparison;
import io.manabi.pipelines.validation.DataSchema;
import io.manabi.pipelines.validation.Distance;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how much two data sets differ. */
@Command(
    name = "compare",
    description = {
      "Tell how much the columns of two data sets differ: drift from day to day, or skew between"
          + " training and serving.",
      "Numbers by the Jensen-Shannon divergence (base 2) over buckets of equal width; strings by it"
          + " over all values, or by L-infinity, the greatest difference of shares, whichever is"
          + " greater; missing values by the difference of their share of the rows. --buckets prints"
          + " the shares it is computed from. A column that only one of them has differs as well,"
          + " unless a schema tells what matters."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no column differs by more than the threshold",
      "1:some do, or it failed; the message says why",
      "2:wrong usage"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Mixin private InputOptions options = new InputOptions();

  @Parameters(index = "0", paramLabel = "A", description = "The first data set.")
  private String before = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "B",
      description = "The files of the second data set.")
  private List<String> after = List.of();

  @ArgGroup private Limits limits = new Limits();

  /** What is too much. */
  static final class Limits {
    @Option(
        names = "--threshold",
        paramLabel = "D",
        defaultValue = "0.1",
        description = "The distance that is too much, from 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double threshold = 0.1;

    @Option(
        names = "--schema",
        paramLabel = "FILE",
        description =
            "The schema whose drift_comparator tells for each column what is too much, by which"
                + " measure; columns without one may differ.")
    private @Nullable Path schema;
  }

  @Option(
      names = "--skew",
      description = "Go by the skew_comparator of the schema: A is training, B is serving.")
  private boolean skew;

  @Option(names = "--buckets", description = "Print the shares of all buckets and values.")
  private boolean buckets;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "table",
      description = "table, or json, with all shares (default: ${DEFAULT-VALUE}).")
  private ListFormat format = ListFormat.table;

  @Override
  public Integer call() {
    double threshold = limits.threshold;
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--threshold is " + threshold + "; expected 0 to 1.");
    }
    if (skew && limits.schema == null) {
      throw new ParameterException(
          spec.commandLine(), "--skew goes by a schema; name it with --schema.");
    }
    DataSchema schema = limits.schema == null ? null : DataSchema.read(limits.schema);
    List<DataStatistics> both = options.statistics(List.of(before), after, schema, null);
    Function<Feature, FeatureComparator> comparator =
        skew ? Feature::getSkewComparator : Feature::getDriftComparator;
    Comparison comparison =
        schema == null
            ? Comparison.of(both.get(0), both.get(1))
            : Comparison.of(both.get(0), both.get(1), schema, comparator);
    List<Anomaly> anomalies =
        schema == null ? anomalies(comparison) : comparison.anomalies(schema, comparator);
    PrintWriter out = spec.commandLine().getOut();
    if (format == ListFormat.json) {
      out.print(DifferenceJson.of(comparison, anomalies));
    } else {
      print(comparison, anomalies, out);
      out.printf(
          Locale.ROOT,
          "%d of %d columns differ by more than %s%n",
          anomalies.stream().map(Anomaly::column).distinct().count(),
          comparison.columns().stream().map(Distance::column).distinct().count()
              + comparison.unmatched().size(),
          schema == null ? threshold : "the schema allows");
    }
    out.flush();
    return anomalies.isEmpty() ? 0 : 1;
  }

  private List<Anomaly> anomalies(Comparison comparison) {
    List<Anomaly> all = new ArrayList<>(comparison.unmatched());
    all.addAll(comparison.anomalies(limits.threshold));
    return all;
  }

  private static String missing(Distance distance) {
    return distance.missingDifference() == 0
        ? ""
        : "; missing in "
            + Anomaly.percent(distance.missingAfter())
            + " of the rows, before in "
            + Anomaly.percent(distance.missingBefore());
  }

  private void print(Comparison comparison, List<Anomaly> anomalies, PrintWriter out) {
    Set<String> wrong = anomalies.stream().map(Anomaly::column).collect(Collectors.toSet());
    for (Anomaly unmatched : comparison.unmatched()) {
      out.printf(
          Locale.ROOT,
          "%s %-25s %s: %s%n",
          wrong.contains(unmatched.column()) ? "!" : " ",
          "-",
          unmatched.column(),
          unmatched.reason());
    }
    for (Distance distance : comparison.columns()) {
      out.printf(
          Locale.ROOT,
          "%s %.6f%s  %-15s %s: %s%s%n",
          wrong.contains(distance.column()) ? "!" : " ",
          distance.value(),
          distance.error() == 0 ? "" : String.format(Locale.ROOT, " ± %.6f", distance.error()),
          distance.measure().name().toLowerCase(Locale.ROOT),
          distance.column(),
          distance.description(),
          missing(distance));
      if (buckets) {
        distance
            .cells()
            .forEach(
                cell ->
                    out.printf(
                        Locale.ROOT,
                        "    %.6f  %.6f  %s%n",
                        cell.before(),
                        cell.after(),
                        cell.label()));
      }
    }
  }
}
