package io.manabi.cli.serve;

import picocli.CommandLine.Command;

/** Makes keys for the clients of servers. */
@Command(
    name = "keys",
    description = "Make keys for the clients of a server.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = CreateKeyCommand.class)
public final class KeysCommand {}
