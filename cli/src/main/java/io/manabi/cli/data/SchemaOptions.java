package io.manabi.cli.data;

import io.manabi.pipelines.validation.DataSchema;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What something is validated by, and how the result is printed. */
final class SchemaOptions {
  @Option(
      names = "--schema",
      paramLabel = "FILE",
      required = true,
      description = "The schema, as infer-schema writes it.")
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private Path schema;

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Where the data are from, as SERVING, of which the label may be absent.")
  private String environment = "";

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "table",
      description = "table, or json (default: ${DEFAULT-VALUE}).")
  private ListFormat format = ListFormat.table;

  DataSchema schema() {
    return DataSchema.read(schema);
  }

  String environment() {
    return environment;
  }

  boolean asJson() {
    return format == ListFormat.json;
  }
}
