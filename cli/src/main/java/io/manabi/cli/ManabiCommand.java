package io.manabi.cli;

import io.manabi.cli.cloud.ProfilesCommand;
import io.manabi.cli.data.DataCommand;
import io.manabi.cli.demo.DemoCommand;
import io.manabi.cli.jobs.JobsCommand;
import io.manabi.cli.models.ModelsCommand;
import io.manabi.cli.models.OperationsCommand;
import io.manabi.cli.models.PredictCommand;
import io.manabi.cli.models.VersionsCommand;
import io.manabi.cli.preprocess.PreprocessCommand;
import io.manabi.cli.serve.BackupCommand;
import io.manabi.cli.serve.GatewayCommand;
import io.manabi.cli.serve.KeysCommand;
import io.manabi.cli.serve.RestoreCommand;
import io.manabi.cli.serve.ServeCommand;
import io.manabi.cli.serve.UpCommand;
import io.manabi.cli.train.TrainCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/** The command itself: it only has subcommands. */
@Command(
    name = "manabi",
    description =
        "A self-hosted Cloud ML Engine on the JVM: preprocess, train and serve TensorFlow models.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all went well", "1:it failed; the message says why", "2:wrong usage"},
    subcommands = {
      DemoCommand.class,
      NewCommand.class,
      DataCommand.class,
      PreprocessCommand.class,
      TrainCommand.class,
      ServeCommand.class,
      GatewayCommand.class,
      UpCommand.class,
      JobsCommand.class,
      ModelsCommand.class,
      VersionsCommand.class,
      PredictCommand.class,
      OperationsCommand.class,
      LocalCommand.class,
      ProfilesCommand.class,
      KeysCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
final class ManabiCommand {}
