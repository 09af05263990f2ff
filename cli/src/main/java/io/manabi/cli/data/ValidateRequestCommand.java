package io.manabi.cli.data;

import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.validation.Anomaly;
import io.manabi.pipelines.validation.RequestValidator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells in what a prediction request differs from a schema. */
@Command(
    name = "validate-request",
    description = {
      "Tell in what the instances of a prediction request differ from a schema.",
      "The request is JSON as servers take it: {\"instances\": […]}, or {\"inputs\": {…}} by column."
          + " Instances are numbered from 1. What can only be asked of many rows, as the share that"
          + " has a value, is not asked."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the request is as the schema wants it",
      "1:there are anomalies, or it failed; the message says why",
      "2:wrong usage"
    },
    footer = {
      "",
      "Examples:",
      "  manabi data validate-request --schema schema.pbtxt request.json",
      "  echo '{\"instances\": [{\"age\": 39, \"workclass\": null}]}' |",
      "      manabi data validate-request --schema schema.pbtxt --environment SERVING -"
    })
final class ValidateRequestCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Mixin private SchemaOptions options = new SchemaOptions();

  @Parameters(
      paramLabel = "REQUEST",
      description = "The file of the request, or - for standard input.")
  private String request = "";

  @Override
  public Integer call() {
    RequestValidator validator = new RequestValidator(options.schema(), options.environment());
    boolean standard = request.equals(STANDARD_INPUT);
    List<List<Anomaly>> rows =
        validator.validateJson(standard ? "Standard input" : request, read(standard));
    long anomalies = rows.stream().mapToLong(List::size).sum();
    PrintWriter out = spec.commandLine().getOut();
    if (options.asJson()) {
      out.print(DifferenceJson.of(request, rows));
    } else {
      print(rows, out);
      out.printf(
          Locale.ROOT,
          "%,d %s, %s%n",
          rows.size(),
          rows.size() == 1 ? "instance" : "instances",
          anomalies == 0 ? "no anomalies" : "anomalies: " + anomalies);
    }
    out.flush();
    return anomalies == 0 ? 0 : 1;
  }

  private byte[] read(boolean standard) {
    try {
      return standard ? System.in.readAllBytes() : Files.readAllBytes(Path.of(request));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(Path.of(request), e);
    }
  }

  /** Without shares of rows: one row is all of them. */
  private static void print(List<List<Anomaly>> rows, PrintWriter out) {
    for (int row = 0; row < rows.size(); row++) {
      for (Anomaly anomaly : rows.get(row)) {
        out.printf(
            Locale.ROOT,
            "instance %d, %s: %s: %s%n",
            row + 1,
            anomaly.column(),
            anomaly.code(),
            anomaly.reason());
      }
    }
  }
}
