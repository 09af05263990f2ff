package io.manabi.cli.data;

import io.manabi.pipelines.sources.CsvFormat;
import io.manabi.pipelines.sources.FileInput;
import io.manabi.pipelines.sources.InputFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags that tell what files of data look like. */
public final class FileOptions {
  /** What a user can ask for. */
  enum Format {
    csv,
    jsonl,
    tfrecord,
    parquet
  }

  /** How CSV looks. */
  enum Dialect {
    rfc4180,
    uci
  }

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Option(
      names = "--input-format",
      paramLabel = "NAME",
      description =
          "csv, jsonl, tfrecord (of Examples, or of the PredictionLog that servers write: what models"
              + " were asked) or parquet (default: what the name of the first file tells).")
  private @Nullable Format inputFormat;

  @Option(
      names = "--csv",
      paramLabel = "DIALECT",
      defaultValue = "rfc4180",
      description =
          "rfc4180: commas, quotes, a header; uci: commas with spaces, ? for no value, no header"
              + " (default: ${DEFAULT-VALUE}).")
  private Dialect dialect = Dialect.rfc4180;

  @Option(
      names = "--columns",
      paramLabel = "NAMES",
      split = ",",
      description = "The names of the fields, with commas, if CSV files have no header.")
  private List<String> columns = List.of();

  @Option(
      names = "--separator",
      paramLabel = "CHAR",
      description =
          "What is between the fields of CSV (default: a comma; a tab in files named .tsv).")
  private @Nullable Character separator;

  @Option(
      names = "--missing",
      paramLabel = "TEXT",
      description = "What stands for no value in CSV, beside an empty field.")
  private @Nullable String missing;

  /**
   * Files as an input.
   *
   * @param globs paths or addresses, with wildcards, at least one
   * @throws io.manabi.core.ManabiException if the name of the first file does not tell its format
   * @throws ParameterException if the names of the columns are missing
   */
  public FileInput input(List<String> globs) {
    InputFormat format =
        inputFormat == null ? InputFormat.of(globs.get(0)) : InputFormat.named(inputFormat.name());
    return new FileInput(
        globs, format, format == InputFormat.CSV ? csv(globs.get(0)) : CsvFormat.rfc4180());
  }

  private CsvFormat csv(String path) {
    CsvFormat format =
        switch (dialect) {
          case rfc4180 -> CsvFormat.rfc4180(path).withColumns(columns);
          case uci -> CsvFormat.uci(columns);
        };
    if (dialect == Dialect.uci && columns.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "Files of --csv uci have no header; give the names of their fields with --columns.");
    }
    if (separator != null) {
      format = format.withSeparator(separator);
    }
    return missing == null ? format : format.withMissing(missing);
  }
}
