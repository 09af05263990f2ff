package io.manabi.cli.serve;

import io.manabi.store.Archive;
import io.manabi.store.Database;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what {@code manabi up} keeps into one file. */
@Command(
    name = "backup",
    description = {
      "Write what manabi up keeps into one file: the database, with jobs, models, policies and the"
          + " audit log, and the files of models and uploaded packages.",
      "A database in --dir is open to one process: end manabi up first. With PostgreSQL it may go"
          + " on; do not delete versions meanwhile. What jobs have written, in --dir/jobs, is left"
          + " out: copy it if you need more than the models that came of it.",
    },
    footer = {"", "Example:", "  manabi backup --dir /var/lib/manabi --output manabi.zip"})
public final class BackupCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Mixin private StateFlags stateFlags = new StateFlags();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The file; it appears when it is whole, and replaces one that is there.")
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private Path output;

  @Override
  public Integer call() {
    try (Database database = Database.open(stateFlags.existing())) {
      Archive.Content content =
          Archive.write(database, stateFlags.dir(), StateFlags.FOLDERS, output);
      spec.commandLine().getOut().println("Backed up " + words(content) + " in " + output + ".");
    }
    return 0;
  }

  static String words(Archive.Content content) {
    return content.tables()
        + " tables with "
        + content.rows()
        + " rows and "
        + content.files()
        + " files of "
        + content.bytes()
        + " bytes";
  }
}
