package io.manabi.cli.serve;

import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.ServerOptions;
import io.manabi.core.files.AtomicFiles;
import io.manabi.store.Archive;
import io.manabi.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
      "Without --dir a server that runs is asked for it, with the key of an admin of all projects if"
          + " it wants keys. With --dir manabi up must have ended, unless its database is PostgreSQL."
          + " What jobs have written, in --dir/jobs, is left out: copy it if you need more than the"
          + " models that came of it.",
    },
    footer = {
      "",
      "Examples:",
      "  manabi backup --server http://127.0.0.1:8080 --output manabi.zip",
      "  manabi backup --dir /var/lib/manabi --output manabi.zip"
    })
public final class BackupCommand implements Callable<Integer> {
  /** A server answers when its backup is whole. */
  private static final Duration PREPARATION = Duration.ofHours(12);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @ArgGroup(exclusive = false)
  private @Nullable StateFlags stateFlags;

  @Mixin private ServerOptions serverOptions = new ServerOptions();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The file; it appears when it is whole, and replaces one that is there.")
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private Path output;

  @Override
  public Integer call() {
    String said = stateFlags == null ? download() : write(stateFlags);
    spec.commandLine().getOut().println("Backed up " + said + " in " + output + ".");
    return 0;
  }

  private String write(StateFlags state) {
    try (Database database = Database.open(state.existing())) {
      return words(Archive.write(database, state.dir(), StateFlags.FOLDERS, output));
    }
  }

  private String download() {
    ApiClient server = serverOptions.connect().ofAllProjects();
    try (InputStream in = server.open(":backup", Map.of(), PREPARATION)) {
      AtomicFiles.write(
          output,
          out -> {
            byte[] piece = read(in, server);
            while (piece.length > 0) {
              out.write(piece);
              piece = read(in, server);
            }
          });
      return "what " + server.server() + " keeps, " + Files.size(output) + " bytes,";
    } catch (IOException e) {
      throw server.unreachable(e);
    }
  }

  /** That the server cannot be read is not said of the file. */
  private static byte[] read(InputStream in, ApiClient server) {
    try {
      return in.readNBytes(1 << 16);
    } catch (IOException e) {
      throw server.unreachable(e);
    }
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
