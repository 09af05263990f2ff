package io.manabi.cli.demo;

import picocli.CommandLine.Command;

/** The group of demos. */
@Command(
    name = "demo",
    description = "Run a whole sample: from raw data to a model that answers.",
    synopsisSubcommandLabel = "SAMPLE",
    subcommands = {CensusDemoCommand.class, MnistDemoCommand.class})
public final class DemoCommand {}
