package io.manabi.cli.data;

import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.validation.Anomaly;
import io.manabi.pipelines.validation.DataSchema;
import io.manabi.pipelines.validation.DataValidator;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells in what a data set differs from a schema. */
@Command(
    name = "validate",
    description = "Tell in what a data set differs from a schema.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the data are as the schema wants them",
      "1:there are anomalies, or it failed; the message says why",
      "2:wrong usage"
    })
final class ValidateCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Mixin private InputOptions options = new InputOptions();

  @Mixin private SchemaOptions wanted = new SchemaOptions();

  @Parameters(paramLabel = "INPUT", arity = "1..*", description = "The files of the data set.")
  private List<String> inputs = List.of();

  @Override
  public Integer call() {
    DataSchema schema = wanted.schema();
    DataValidator validator = new DataValidator(schema, wanted.environment());
    DataStatistics statistics = options.statistics(inputs, schema, null);
    List<Anomaly> anomalies = new ArrayList<>(validator.validate(statistics));
    if (!options.allowsBadRows()) {
      DataValidator.unreadable(statistics).ifPresent(anomalies::add);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (wanted.asJson()) {
      out.print(DifferenceJson.of(statistics, anomalies));
    } else {
      anomalies.forEach(out::println);
      out.printf(
          Locale.ROOT,
          "%,d rows, %s%n",
          statistics.rows(),
          anomalies.isEmpty() ? "no anomalies" : "anomalies: " + anomalies.size());
    }
    out.flush();
    return anomalies.isEmpty() ? 0 : 1;
  }
}
