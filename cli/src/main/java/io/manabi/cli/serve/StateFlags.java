package io.manabi.cli.serve;

import io.manabi.core.ManabiException;
import io.manabi.store.DatabaseAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code manabi up} that say where it keeps everything. */
final class StateFlags {
  /**
   * The folders that the database tells of, and that cannot be made again. Those of which
   * prediction servers read are made of what is in the first.
   */
  static final List<String> FOLDERS = List.of("models/sha256", "packages");

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      required = true,
      description = "The folder of manabi up.")
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private Path dir;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "Its database, as jdbc:postgresql://host/database (default: a file in --dir).")
  private @Nullable String database;

  Path dir() {
    return dir.toAbsolutePath().normalize();
  }

  /** Where the database is, if it is not in the folder. */
  @Nullable DatabaseAddress elsewhere() {
    return database == null ? null : DatabaseAddress.of(database);
  }

  /**
   * Where the database is.
   *
   * @throws ManabiException if there is none
   */
  DatabaseAddress existing() {
    @Nullable DatabaseAddress elsewhere = elsewhere();
    DatabaseAddress address = elsewhere == null ? DatabaseAddress.directory(dir()) : elsewhere;
    if (address.isMissing()) {
      throw ManabiException.user(
          "There is no database in "
              + address.place()
              + "; give the --dir of manabi up, and its --database if it has one.");
    }
    return address;
  }
}
