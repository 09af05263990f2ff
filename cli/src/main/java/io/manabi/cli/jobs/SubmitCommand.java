package io.manabi.cli.jobs;

import picocli.CommandLine.Command;

/** The commands that submit jobs. */
@Command(
    name = "submit",
    description = "Submit a job.",
    subcommands = {SubmitTrainingCommand.class, SubmitPredictionCommand.class})
final class SubmitCommand {}
