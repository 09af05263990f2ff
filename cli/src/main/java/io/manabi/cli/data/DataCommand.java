package io.manabi.cli.data;

import picocli.CommandLine.Command;

/** The group of commands about data. */
@Command(
    name = "data",
    description = "Look at data: statistics, schema, anomalies, drift and skew.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StatsCommand.class,
      InferSchemaCommand.class,
      ValidateCommand.class,
      ValidateRequestCommand.class,
      CompareCommand.class
    })
public final class DataCommand {}
