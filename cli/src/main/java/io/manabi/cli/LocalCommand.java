package io.manabi.cli;

import io.manabi.cli.jobs.LocalTrainCommand;
import io.manabi.cli.models.LocalPredictCommand;
import picocli.CommandLine.Command;

/** The commands that train and predict on this machine, without a server. */
@Command(
    name = "local",
    description = "Train and predict on this machine, without a server.",
    subcommands = {LocalTrainCommand.class, LocalPredictCommand.class})
final class LocalCommand {}
