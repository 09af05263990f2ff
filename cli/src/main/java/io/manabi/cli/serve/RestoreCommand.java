package io.manabi.cli.serve;

import io.manabi.store.Archive;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings back what {@code manabi backup} has written. */
@Command(
    name = "restore",
    description = {
      "Bring back what manabi backup has written, as a whole or not at all, into a --dir that is"
          + " empty or not there, and a --database that is empty, which may be of another kind.",
      "The tasks of jobs that ran at the time of the backup are lost with their machine: manabi up"
          + " starts them again.",
    },
    footer = {"", "Example:", "  manabi restore --dir /var/lib/manabi manabi.zip"})
public final class RestoreCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Mixin private StateFlags stateFlags = new StateFlags();

  @Parameters(paramLabel = "FILE", description = "The backup.")
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private Path file;

  @Override
  public Integer call() {
    Archive.Content content = Archive.restore(file, stateFlags.dir(), stateFlags.elsewhere());
    spec.commandLine()
        .getOut()
        .println("Restored " + BackupCommand.words(content) + " in " + stateFlags.dir() + ".");
    return 0;
  }
}
